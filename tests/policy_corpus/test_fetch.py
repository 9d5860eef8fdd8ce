"""Fetching pages: politely, within bounds, and from public hosts only."""

import gzip
from collections.abc import Iterator

import pytest

from policy_corpus.formats import Cancelled
from policy_corpus.refresh.addresses import AddressRefused, is_public, target
from policy_corpus.refresh.fetch import Failed, Fetcher, Gone, NotModified, Page, Policy, name_of
from tests.policy_corpus.web import Clock, Reply, Site, fetcher, serving

NOWHERE: frozenset[str] = frozenset()


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""
    with serving() as running:
        yield running


def test_a_page_and_what_the_server_says_of_it(site: Site) -> None:
    """The content comes back with what is needed to ask for changes only; then nothing has changed."""
    url = site.put("/a.txt", Reply(b"text", etag='"1"', headers={"Last-Modified": "Mon, 02 Mar 2026 00:00:00 GMT"}))
    with fetcher(site) as fetching:
        page = fetching.fetch(url)
        assert page == Page(url, b"text", "", '"1"', "Mon, 02 Mar 2026 00:00:00 GMT")
        assert fetching.fetch(url, etag='"1"', modified="Mon, 02 Mar 2026 00:00:00 GMT") == NotModified(url)
    assert site.asked[-1][1]["If-Modified-Since"] == "Mon, 02 Mar 2026 00:00:00 GMT"
    assert site.asked[-1][1]["Host"] == f"127.0.0.1:{site.port}"


def test_requests_to_a_host_keep_their_distance(site: Site) -> None:
    """A second lies between two requests to one host, or as much as its robots.txt asks for."""
    url = site.put("/a.txt", "text")
    clock = Clock()
    with fetcher(site, clock) as fetching:
        fetching.fetch(url)
        fetching.fetch(url)
    assert clock.slept == [1.0, 1.0]
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7\n")
    clock = Clock()
    with fetcher(site, clock) as fetching:
        fetching.fetch(url)
        fetching.fetch(url)
    assert clock.slept == [1.0, 7.0]


def test_robots_are_obeyed(site: Site) -> None:
    """A page that robots.txt forbids is not asked for; robots.txt is read once."""
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    site.put("/private/a.txt", "text")
    site.put("/a.txt", "text")
    with fetcher(site) as fetching:
        refused = fetching.fetch(site.url("/private/a.txt"))
        assert isinstance(refused, Failed)
        assert "robots.txt" in refused.reason
        assert isinstance(fetching.fetch(site.url("/a.txt")), Page)
    assert site.paths() == ["/robots.txt", "/a.txt"]


def test_a_failing_robots_file_forbids(site: Site) -> None:
    """While robots.txt cannot be had, nothing is fetched."""
    site.put("/robots.txt", Reply(status=503))
    site.put("/a.txt", "text")
    with fetcher(site) as fetching:
        assert isinstance(fetching.fetch(site.url("/a.txt")), Failed)
    assert set(site.paths()) == {"/robots.txt"}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(site: Site, status: int) -> None:
    """After a pause the page is asked for again; the pause that the server names is kept."""
    url = site.put("/a.txt", Reply(status=status, headers={"Retry-After": "9"}), "text")
    clock = Clock()
    with fetcher(site, clock) as fetching:
        assert isinstance(fetching.fetch(url), Page)
    assert 9.0 in clock.slept


def test_a_server_that_stays_busy_is_given_up(site: Site) -> None:
    """Three attempts with longer and longer pauses, then a sentence; a day-long pause is not waited for."""
    url = site.put("/a.txt", Reply(status=503))
    clock = Clock()
    with fetcher(site, clock) as fetching:
        failed = fetching.fetch(url)
        assert isinstance(failed, Failed)
        assert failed.reason.endswith("请过些时候再试。")
        assert [pause for pause in clock.slept if pause >= 2] == [2.0, 4.0]
        site.put("/a.txt", Reply(status=429, headers={"Retry-After": "86400"}))
        assert isinstance(fetching.fetch(url), Failed)
    assert site.paths().count("/a.txt") == 4


def test_a_person_may_stop_it(site: Site) -> None:
    """Before the first request, during a pause, and while the page comes in; a long pause is not waited out."""
    url = site.put("/a.txt", Reply(b"busy", 503, headers={"Retry-After": "60"}))
    with fetcher(site) as fetching, pytest.raises(Cancelled):
        fetching.fetch(url, cancelled=lambda: True)
    assert site.asked == []
    clock = Clock()
    with fetcher(site, clock) as fetching, pytest.raises(Cancelled):
        fetching.fetch(url, cancelled=lambda: clock.now > 10)
    assert clock.now < 12
    assert site.paths() == ["/robots.txt", "/a.txt"]
    looks = iter([False] * 3)
    url = site.put("/b.txt", Reply(b"x" * 1_000_000))
    with fetcher(site) as fetching, pytest.raises(Cancelled):
        fetching.fetch(url, cancelled=lambda: next(looks, True))


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone(site: Site, status: int) -> None:
    """404 and 410 are told apart from failures, and are not asked for again."""
    url = site.put("/a.txt", Reply(status=status))
    with fetcher(site) as fetching:
        assert fetching.fetch(url) == Gone(status)
    assert site.paths().count("/a.txt") == 1


def test_a_page_has_a_largest_size(site: Site) -> None:
    """Too long a page is refused, also when it was packed small."""
    packed = gzip.compress(b"x" * 100_000)
    long = site.put("/a.txt", Reply(b"x" * 2000))
    small = site.put("/b.txt", Reply(packed, headers={"Content-Encoding": "gzip"}))
    with fetcher(site, largest=1000) as fetching:
        for url in (long, small):
            failed = fetching.fetch(url)
            assert isinstance(failed, Failed)
            assert "超过" in failed.reason


def test_redirects_are_followed_within_bounds(site: Site) -> None:
    """A moved page is found, with its new address; one that moves in circles is given up."""
    site.put("/old", Reply(status=301, headers={"Location": "/new.txt#here"}))
    site.put("/new.txt", "text")
    site.put("/circle", Reply(status=302, headers={"Location": "/circle"}))
    with fetcher(site) as fetching:
        page = fetching.fetch(site.url("/old"))
        assert isinstance(page, Page)
        assert page.url == site.url("/new.txt")
        assert isinstance(fetching.fetch(site.url("/circle")), Failed)


@pytest.mark.parametrize("where", ["http://127.0.0.1:1/x", "http://169.254.169.254/latest", "file:///etc/passwd"])
def test_a_redirect_to_a_private_address_is_refused(site: Site, where: str) -> None:
    """A page on an allowed host cannot lead to another private one, nor to another scheme."""
    url = site.put("/a.txt", Reply(status=302, headers={"Location": where}))
    with fetcher(site) as fetching:
        failed = fetching.fetch(url)
    assert isinstance(failed, Failed)
    assert "不能" in failed.reason


def test_the_checked_address_is_the_one_connected_to(site: Site) -> None:
    """A name is resolved once a request; what it would resolve to afterwards is of no account."""
    answers = [["127.0.0.1"], ["127.0.0.1"], ["203.0.113.9"], ["203.0.113.9"]]
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    site.put("/a.txt", "text")
    name = f"docs.example.org:{site.port}"
    policy = Policy(allowed=frozenset({name}))
    clock = Clock()
    with Fetcher(policy, resolve=resolve, clock=clock.time, sleep=clock.sleep) as fetching:
        page = fetching.fetch(f"http://{name}/a.txt")
    assert isinstance(page, Page)
    assert asked == ["docs.example.org"]
    assert {headers["Host"] for _, headers in site.asked} == {name}


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "no address",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    """Loopback, private, link-local, shared, multicast addresses and those wrapped in others are not public."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    """Ordinary addresses are."""
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a",
        "example.org/a",
        "http://",
        "http://user:secret@example.org/",
        "http://example.org:99999/",
        "http://example.org/a b",
        "http://[::1/",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_web_address(url: str) -> None:
    """Other schemes, passwords and malformed addresses are refused before anything is resolved."""
    with pytest.raises(AddressRefused) as caught:
        target(url, resolve=lambda host, port: ["8.8.8.8"], allowed=NOWHERE)
    assert str(caught.value).endswith("。")


def test_one_private_address_among_public_ones_is_refused() -> None:
    """A name that resolves to both is not trusted."""
    with pytest.raises(AddressRefused, match="内部网络"):
        target("https://example.org/", resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"], allowed=NOWHERE)


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("/tz/66.html", "text/html", "66.html"),
        ("/66", "text/plain; charset=utf-8", "66.txt"),
        ("/66", "application/pdf", "66.pdf"),
        ("/", "text/html", "index.html"),
    ],
)
def test_the_file_name_of_a_page(path: str, kind: str, name: str) -> None:
    """A page without a file name gets one that says what it is."""
    assert name_of(Page(f"https://example.org{path}", b"", kind, "", "")) == name
