"""The queueing formulas against published tables. Service level: answered within the threshold over all offered calls."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.demand.erlang import erlang_b, erlang_c, least_agents, service
from scheduler.demand.errors import DemandError

# erlangs, agents, handling s, threshold s, P(wait), service level, mean wait s; from the R package ErlangC, pyworkforce,
# call-center-tools and 60-digit arithmetic (docs/demand.md).
ERLANG_C = [
    (10, 14, 180, 20, 0.174132, 0.888350, 7.8359),
    (10, 11, 180, 20, 0.682118, 0.389614, 122.78),
    (100 / 3, 40, 120, 20, 0.190737, 0.937211, 3.4333),
    (123, 130, 300, 20, 0.424381, 0.733875, 18.188),
    (12345, 12421, 300, 20, 0.381225, 0.997597, 1.505),
    (1000, 1020, 180, 20, 0.416260, 0.954891, 3.7463),
]

# calls per second, handling s, patience s, agents, P(wait), P(abandon), mean wait s of all (Mandelbaum and Zeltyn; and
# recomputed with high precision).
ERLANG_A = [
    (48 / 60, 60, 120, 50, 0.46777, 0.03091, 3.709),
    (0.1, 240, 300, 28, 0.24200, 0.02278, 6.8333),
    (1000 / 300, 300, 120, 1000, 0.39261, 0.01545, 1.8545),
]

LEAST = [(10, 180, 14), (20, 180, 24), (48, 240, 54), (100, 300, 108), (1000, 180, 1011), (10000, 300, 10021)]

loads = st.floats(0.05, 400)
patiences = st.sampled_from([5.0, 60.0, 180.0, 1e4, np.inf])


@pytest.mark.parametrize(("erlangs", "agents", "aht", "threshold", "waits", "level", "wait"), ERLANG_C)
def test_erlang_c_gives_the_published_figures(erlangs, agents, aht, threshold, waits, level, wait):
    found = service(agents, erlangs, aht, threshold)
    assert found.waits == pytest.approx(waits, abs=1e-6)
    assert found.service_level == pytest.approx(level, abs=1e-6)
    assert found.mean_wait == pytest.approx(wait, rel=2e-4)  # as many digits as are published
    assert found.abandoned == 0
    assert found.occupancy == pytest.approx(erlangs / agents)


@pytest.mark.parametrize(("rate", "aht", "patience", "agents", "waits", "abandoned", "wait"), ERLANG_A)
def test_erlang_a_gives_the_published_figures(rate, aht, patience, agents, waits, abandoned, wait):
    found = service(agents, rate * aht, aht, 20, patience)
    assert found.waits == pytest.approx(waits, abs=1e-5)
    assert found.abandoned == pytest.approx(abandoned, abs=1e-5)
    assert found.mean_wait == pytest.approx(wait, abs=1e-3)


@pytest.mark.parametrize(("erlangs", "aht", "agents"), LEAST)
def test_the_least_agents_for_80_per_cent_in_20_seconds_are_the_published_ones(erlangs, aht, agents):
    assert least_agents(erlangs, aht, service_level=0.8, threshold_seconds=20) == agents


def test_23_agents_do_not_serve_20_erlangs_80_30_whatever_is_printed_elsewhere():
    levels = service([23, 24], 20, 180, 30).service_level
    assert levels == pytest.approx([0.748, 0.847], abs=5e-4)


@pytest.mark.parametrize(("erlangs", "agents", "aht"), [(10, 14, 180), (12345, 12421, 300), (1000, 1020, 180)])
def test_endless_patience_turns_erlang_a_into_erlang_c(erlangs, agents, aht):
    endless = service(agents, erlangs, aht, 20)
    # The difference to Erlang C falls in proportion to 1 / patience, so by 10 for each step here.
    errors = []
    for patience in (1e5, 1e6, 1e7):
        found = service(agents, erlangs, aht, 20, patience)
        errors.append(abs(float(found.mean_wait / endless.mean_wait) - 1))
        assert found.service_level == pytest.approx(endless.service_level, abs=300 / patience)
    assert errors[0] > 5 * errors[1] > 25 * errors[2]
    assert errors[2] < 1e-3


def test_a_wait_that_is_served_and_one_that_is_given_up_add_up():
    # By Little's law for the queue, abandoned share = mean wait / patience; occupancy = load actually served / agents.
    found = service(20, 22.0, 240, 15, 100)
    assert found.abandoned == pytest.approx(found.mean_wait / 100)
    assert found.occupancy == pytest.approx(22.0 * (1 - found.abandoned) / 20)


def test_erlang_a_agrees_with_its_birth_and_death_chain():
    # Solved directly: rates λ up; min(i, n)·μ + max(i − n, 0)·θ down. Service level by summing over the state met on
    # arrival: with k ahead in the queue, served within T ⇔ hypoexponential; here only P(wait), P(abandon) and T = 0.
    n, load, aht, patience = 7, 8.0, 200.0, 90.0
    rate, mu, theta = load / aht, 1 / aht, 1 / patience
    weights = [1.0]
    for i in range(1, 400):
        weights.append(weights[-1] * rate / (min(i, n) * mu + max(i - n, 0) * theta))
    p = np.array(weights) / sum(weights)
    found = service(n, load, aht, 0.0, patience)
    assert found.waits == pytest.approx(p[n:].sum())
    assert found.abandoned == pytest.approx(sum(p[i] * (i - n) for i in range(n, 400)) * theta / rate)
    assert found.service_level == pytest.approx(1 - p[n:].sum())


def test_the_erlang_a_service_level_agrees_with_a_simulation():
    # 7 agents, 8 erlangs, 200 s, patience 90 s, threshold 30 s. 300,000 calls: standard error about 0.001.
    assert service(7, 8.0, 200.0, 30.0, 90.0).service_level == pytest.approx(_simulated_level(), abs=0.006)


def _simulated_level() -> float:
    rng = np.random.default_rng(0)
    count, n, aht, patience, threshold = 300_000, 7, 200.0, 90.0, 30.0
    arrivals = np.cumsum(rng.exponential(aht / 8.0, count))
    talk, patient = rng.exponential(aht, count), rng.exponential(patience, count)
    free = np.zeros(n)
    in_time = 0
    for now, length, limit in zip(arrivals, talk, patient, strict=True):
        first = int(free.argmin())
        wait = max(free[first] - now, 0.0)
        if wait <= limit:
            free[first] = now + wait + length
            in_time += wait <= threshold
    return in_time / count


def test_nothing_overflows_from_an_empty_queue_to_ten_thousand_erlangs():
    loads = np.array([0.0, 1e-9, 0.3, 50, 1e3, 1e4])
    agents = np.array([0, 1, 5, 40, 900, 1100, 10_050, 20_000])
    for patience in (0.01, 180.0, 1e6, np.inf):
        found = service(agents[:, None], loads[None, :], 300.0, 10.0, patience)
        for share in (found.service_level, found.waits, found.abandoned, found.occupancy):
            assert ((share >= 0) & (share <= 1)).all()


def test_no_load_needs_no_agent_and_is_served():
    assert least_agents([0.0, 1e-6], 300.0, service_level=0.8, threshold_seconds=10).tolist() == [0, 1]
    idle = service(0, 0.0, 300.0, 10.0, 180.0)
    assert (float(idle.service_level), float(idle.waits), float(idle.occupancy)) == (1.0, 0.0, 0.0)


def test_a_limit_on_occupancy_asks_for_more_agents():
    # 100 erlangs at most 80 % busy: 100 / 0.8 = 125 with Erlang C, where everybody is served.
    assert least_agents(100, 300, service_level=0.8, threshold_seconds=20, max_occupancy=0.8) == 125


@pytest.mark.parametrize(("level", "occupancy"), [(1.0, 1.0), (0.8, 0.0)])
def test_an_impossible_target_is_refused_in_both_languages(level, occupancy):
    with pytest.raises(DemandError) as refusal:
        least_agents(10, 180, service_level=level, threshold_seconds=20, max_occupancy=occupancy)
    assert "service_level" in refusal.value.text.en
    assert "服务水平" in refusal.value.text.zh


@given(load=loads, agents=st.integers(0, 500))
def test_erlang_b_is_the_textbook_recursion(load, agents):
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    assert erlang_b(agents, load) == pytest.approx(blocked, rel=1e-9, abs=1e-280)


@given(load=loads, spare=st.integers(1, 100))
def test_waiting_is_more_likely_than_being_blocked(load, spare):
    agents = int(load) + spare
    assert erlang_c(agents, load) >= erlang_b(agents, load)


@given(load=loads, patience=patiences, threshold=st.floats(0, 120))
def test_every_further_agent_helps(load, patience, threshold):
    agents = np.arange(0, int(load) + 40)
    found = service(agents, load, 240.0, threshold, patience)
    assert (np.diff(found.service_level) >= -1e-9).all()
    assert (np.diff(found.waits) <= 1e-9).all()
    assert (np.diff(found.abandoned) <= 1e-9).all()
    assert (np.diff(found.occupancy) <= 1e-9).all()


@given(load=loads, patience=patiences, level=st.floats(0.05, 0.99), occupancy=st.floats(0.3, 1.0))
def test_the_least_agents_reach_the_target_and_one_fewer_does_not(load, patience, level, occupancy):
    agents = least_agents(
        load, 240, service_level=level, threshold_seconds=20, max_occupancy=occupancy, patience_seconds=patience
    )
    enough = service(agents, load, 240, 20, patience)
    fewer = service(agents - 1, load, 240, 20, patience)
    assert enough.service_level >= level
    assert enough.occupancy <= occupancy
    assert fewer.service_level < level or fewer.occupancy > occupancy
