"""Studycircle runs a reading group: programme, site, calendar, readings."""

__version__ = "0.1.0"
