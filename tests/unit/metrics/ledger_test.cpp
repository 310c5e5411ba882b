#include "metrics/ledger.hpp"

#include "support/catch.hpp"

using namespace crier;

TEST_CASE("refusals are counted by their code", "[metrics]") {
    refusal_counts counts;
    counts.add(errc::bad_topic, 2);
    counts.add(errc::internal, 1);
    counts.add(errc::bad_topic, 3);
    counts.add(errc::forbidden, 0);
    CHECK(counts.total() == 6);
    REQUIRE(counts.by_code().size() == 2);
    CHECK(counts.by_code()[0] == std::pair{errc::bad_topic, std::uint64_t{5}});
    refusal_counts more;
    more.add(errc::internal, 4);
    more.add(counts);
    CHECK(more.total() == 10);
}

TEST_CASE("an account stays where it is however many follow", "[metrics]") {
    ledger book;
    topic_account& first = book.of("a");
    for (int i = 0; i < 10'000; ++i)
        ++book.of("topic/" + std::to_string(i)).stored;
    CHECK(&book.of("a") == &first);
    CHECK(&book.of("a") == &first); // also when asked for twice in a row
    CHECK(book.total().stored == 10'000);
}

TEST_CASE("refusals of topics that nothing was stored on count in all only", "[metrics]") {
    ledger book;
    book.of("known").accepted = book.of("known").stored = 3;
    book.refuse("known", errc::bad_payload);
    book.refuse("made/up", errc::bad_topic);
    CHECK(book.find("made/up") == nullptr);
    CHECK(book.find("known")->accepted == 4);
    CHECK(book.find("known")->refused.total() == 1);
    const topic_account all = book.total();
    CHECK(all.accepted == 5);
    CHECK(all.accepted == all.stored + all.refused.total());
}

TEST_CASE("what a connection waits for is what nothing else accounts for", "[metrics]") {
    delivery_account one{10, 3, 2, 1, 0};
    CHECK(one.waiting() == 4);
    one += delivery_account{5, 5, 0, 0, 0};
    CHECK(one.matched == 15);
    CHECK(one.waiting() == 4);
}
