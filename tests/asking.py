"""The table `asked` of a small scenario, row by row."""

from building import scenario

import orgsim


def asked_of(*organizations, replications=20, **fields):
    results = orgsim.run(scenario(*organizations, replications=replications, **fields), workers=1)
    table = results.asked
    return results, {
        (row.organization, row.quantity, row.level if isinstance(row.level, str) else None): row
        for row in table.itertuples()
    }
