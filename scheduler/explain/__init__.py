"""Why a roster is as it is, and what changes of it would do: answers from the rules' own checkers, without a solver."""
