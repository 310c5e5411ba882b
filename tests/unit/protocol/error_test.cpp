#include <crier/error.hpp>

#include "support/catch.hpp"

#include <set>
#include <stdexcept>
#include <string>

namespace crier {
namespace {

TEST_CASE("every code has a name of its own, by which it is found", "[protocol]") {
    std::set<std::string_view> names;
    for (int i = static_cast<int>(errc::bad_frame); i <= static_cast<int>(errc::connection_ended);
         ++i) {
        const auto code = static_cast<errc>(i);
        CAPTURE(i);
        CHECK(errc_named(name_of(code)) == code);
        CHECK(names.insert(name_of(code)).second);
    }
}

TEST_CASE("a code that this version doesn't know counts as internal", "[protocol]") {
    CHECK(errc_named("invented_later") == errc::internal);
    CHECK(errc_named("") == errc::internal);
    CHECK(name_of(static_cast<errc>(9999)) == "internal");
}

TEST_CASE("a code is an error_code of our category", "[protocol]") {
    const boost::system::error_code ec = errc::bad_topic;
    CHECK(ec.message() == "bad_topic");
    CHECK(&ec.category() == &crier_category());
}

TEST_CASE("asking a refused result for its value throws what was refused", "[protocol]") {
    const result<int> refused = refusal{errc::bad_topic, "the topic is empty"};
    try {
        static_cast<void>(refused.value());
        FAIL("it did not throw");
    } catch (const std::runtime_error& thrown) {
        CHECK(std::string{thrown.what()} == "bad_topic: the topic is empty");
    }
}

} // namespace
} // namespace crier
