"""Report: one self-contained page that opens offline."""

from orgsim.report.page import report_page, write_report

__all__ = ["report_page", "write_report"]
