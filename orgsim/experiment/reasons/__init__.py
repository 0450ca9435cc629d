"""Why a number came out otherwise than asked, judged by what happened in the run.

Each reason is a known way in which rules get in each other's way, with the size that it had. What
none of them explains is said to be unexplained.
"""
