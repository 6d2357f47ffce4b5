"""The public shift-scheduling instances of Curtois and Qu, measured against paiban's engine.

The instances (schedulingbenchmarks.org) are free for research and no part of this project: their folder is named by
`PAIBAN_BENCH` or an option.
"""
