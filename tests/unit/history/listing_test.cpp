#include "history/listing.hpp"

#include "support/broadcasting.hpp"
#include "support/catch.hpp"

using namespace crier;

namespace {

std::vector<offset> offsets(std::initializer_list<std::uint64_t> values) {
    std::vector<offset> out;
    for (const std::uint64_t value : values)
        out.push_back(offset{value});
    return out;
}

recent ring_of(std::initializer_list<const char*> topics) {
    recent out{{1000, 1U << 20U, std::chrono::hours{1}}};
    std::uint64_t at = 0;
    for (const char* topic : topics)
        out.add(make_message(++at, topic, "x"));
    return out;
}

} // namespace

TEST_CASE("an empty listing leaves every request as it is", "[history]") {
    listing nothing;
    page_request request{offset{7}, {{"a"}}};
    nothing.narrow(request);
    CHECK(request.after == offset{7});
    CHECK(request.only.empty());
    CHECK_FALSE(nothing.is_complete());
}

TEST_CASE("a listing leads from one message to the next, and past its end", "[history]") {
    listing listed{offsets({10, 11, 500}), offset{1000}};
    CHECK(listed.begins_after() == offset{9});
    page_request request{offset{3}, {{"a"}}};
    listed.narrow(request);
    CHECK(request.after == offset{9});
    CHECK(request.only == offsets({10, 11, 500}));
    request.after = offset{11};
    listed.narrow(request);
    CHECK(request.after == offset{499});
    CHECK(request.only == offsets({500}));
    request.after = offset{500};
    listed.narrow(request);
    CHECK(request.after == offset{1000}); // there is nothing until there
    CHECK(request.only.empty());
    request.after = offset{1003};
    listed.narrow(request);
    CHECK(request.after == offset{1003});
}

TEST_CASE("a listing where nothing matches leads to its end", "[history]") {
    listing listed{{}, offset{1000}, offset{0}};
    CHECK(listed.begins_after() == offset{1000});
    CHECK(listed.is_complete());
    page_request request{offset{3}, {{"a"}}};
    listed.narrow(request);
    CHECK(request.after == offset{1000});
}

TEST_CASE("a page has a bounded number of listed messages", "[history]") {
    std::vector<offset> many;
    for (std::uint64_t at = 1; at <= 2000; ++at)
        many.push_back(offset{2 * at});
    listing listed{many, offset{5000}};
    page_request request{offset{0}, {{"a"}}};
    std::vector<offset> read;
    for (listed.narrow(request); !request.only.empty(); listed.narrow(request)) {
        CHECK(request.only.size() <= 512);
        read.insert(read.end(), request.only.begin(), request.only.end());
        request.after = read.back();
    }
    CHECK(read == many);
}

TEST_CASE("a search stops at the position behind which it looks", "[history]") {
    sequencer::topics topics;
    topics["a"].last = offset{9};
    topics["b"].last = offset{8};
    topics["other"].last = offset{10};
    const auto search_after = [&](std::uint64_t count, std::uint64_t after) {
        last_search search{topics, {{"a", "b"}}, count, offset{after}};
        while (const auto wanted = search.wanted()) // each topic speaks at every other offset
            search.tell(offset{wanted->value < 2 ? 0 : wanted->value - 2});
        return search.found(offset{10});
    };
    CHECK(search_after(3, 0).size() == 3);
    CHECK_FALSE(search_after(3, 0).is_complete());
    CHECK(search_after(3, 6).size() == 3);
    CHECK(search_after(3, 6).is_complete());
    CHECK(search_after(100, 0).size() == 9);
    CHECK(search_after(100, 9).size() == 0);
    CHECK(search_after(100, 9).is_complete());
}

TEST_CASE("the end of the ring is enough where it has what is wanted", "[history]") {
    const recent kept = ring_of({"a", "b", "a", "b", "b"});
    const auto found = list_recent(kept, {{"a"}}, 2);
    REQUIRE(found);
    CHECK(found->size() == 2);
    CHECK(found->begins_after() == offset{0});
    CHECK(list_recent(kept, {{"b"}}, 2)->begins_after() == offset{3});
    CHECK_FALSE(list_recent(kept, {{"a"}}, 3));
}

TEST_CASE("listed messages are read from the ring, and nothing else", "[history]") {
    const recent kept = ring_of({"a", "b", "a", "b", "a"});
    page_request request{offset{0}, {{"a"}}};
    request.only = offsets({1, 3});
    const page read = read_recent(kept, request);
    CHECK(read.messages.size() == 2);
    CHECK(read.up_to == offset{3});
    request.bytes_max = 1; // at least one
    CHECK(read_recent(kept, request).messages.size() == 1);
    CHECK(read_recent(kept, request).up_to == offset{1});
}
