#include <crier/topic.hpp>

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

bool names(const std::optional<refusal>& why, errc code, std::string_view what) {
    return why && why->code == code && why->message.find(what) != std::string::npos;
}

TEST_CASE("a topic may be any levels of UTF-8, also empty ones", "[protocol]") {
    const std::vector<std::string> good{"a",
                                        "factory/line1/press",
                                        "/",
                                        "//",
                                        "/a",
                                        "a/",
                                        "$x",
                                        "$hub/publishers",
                                        "Gr\u00fc\u00dfe/\u4f60\u597d/\U0001F4E3",
                                        " ",
                                        "a b",
                                        "\x7f",
                                        std::string(255, 'x')};
    for (const std::string& topic : good) {
        CAPTURE(topic);
        CHECK_FALSE(check_topic(topic));
        CHECK_FALSE(check_filter(topic));
    }
}

TEST_CASE("a bad topic is refused with what is wrong with it", "[protocol]") {
    CHECK(names(check_topic(""), errc::bad_topic, "is empty"));
    CHECK(names(check_topic(std::string(256, 'x')), errc::bad_topic, "256 bytes long"));
    CHECK(names(check_topic(std::string{"a\0b", 3}), errc::bad_topic, "NUL"));
    CHECK(names(check_topic("a/\xC3"), errc::bad_topic, "UTF-8"));
    CHECK(names(check_topic("a/+"), errc::bad_topic, "'+'"));
    CHECK(names(check_topic("a+b"), errc::bad_topic, "'+'"));
    CHECK(names(check_topic("#"), errc::bad_topic, "'#'"));
    CHECK(names(check_topic("a#"), errc::bad_topic, "'#'"));
}

TEST_CASE("a filter may have a wildcard for a whole level, and # last", "[protocol]") {
    for (const std::string filter : {"+", "#", "a/+", "+/a", "+/+", "/+", "+/", "a/#", "+/#", "/#",
                                     "a/+/b/#", "$hub/#", "$hub/+/x", "//#"}) {
        CAPTURE(filter);
        CHECK_FALSE(check_filter(filter));
    }
}

TEST_CASE("a bad filter is refused with what is wrong with it", "[protocol]") {
    for (const std::string filter : {"a+", "+a", "a/b+", "a/+b/c", "++", "a#", "#a", "##", "+#"}) {
        CAPTURE(filter);
        CHECK(names(check_filter(filter), errc::bad_filter, "whole level"));
    }
    for (const std::string filter : {"#/a", "a/#/b", "#/#", "#/", "a/#/"}) {
        CAPTURE(filter);
        CHECK(names(check_filter(filter), errc::bad_filter, "last level"));
    }
    CHECK(names(check_filter(""), errc::bad_filter, "is empty"));
    CHECK(names(check_filter(std::string(254, 'x') + "/#"), errc::bad_filter, "256 bytes long"));
    CHECK_FALSE(check_filter(std::string(253, 'x') + "/#"));
    CHECK(names(check_filter(std::string{"\0", 1}), errc::bad_filter, "NUL"));
    CHECK(names(check_filter("\xED\xA0\x80/#"), errc::bad_filter, "UTF-8"));
}

struct matching {
    std::string filter;
    std::string topic;
    bool matched;
};

TEST_CASE("a filter without wildcards matches its own topic alone", "[protocol]") {
    const std::vector<matching> table{
        {"a", "a", true},   {"a", "b", false},      {"a", "A", false},      {"a", "aa", false},
        {"aa", "a", false}, {"a/b", "a/b", true},   {"a/b", "a", false},    {"a", "a/b", false},
        {"a/", "a", false}, {"a", "a/", false},     {"a/", "a/", true},     {"/a", "a", false},
        {"/a", "/a", true}, {"a//b", "a/b", false}, {"a/b", "a//b", false}, {"/", "/", true},
        {"/", "//", false}, {"a//b", "a//b", true}, {"$x", "$x", true},
    };
    for (const auto& [filter, topic, matched] : table) {
        CAPTURE(filter, topic);
        CHECK(matches(filter, topic) == matched);
    }
}

TEST_CASE("+ stands for exactly one level, also an empty one", "[protocol]") {
    const std::vector<matching> table{
        {"+", "a", true},          {"+", "a/b", false},      {"+", "/a", false},
        {"+", "a/", false},        {"+/+", "/a", true},      {"+/+", "a/b", true},
        {"+/+", "a", false},       {"+/+", "a/b/c", false},  {"+/+", "/", true},
        {"/+", "/a", true},        {"/+", "/", true},        {"/+", "a", false},
        {"/+", "/a/b", false},     {"+/", "a/", true},       {"+/", "a", false},
        {"a/+", "a/b", true},      {"a/+", "a/", true},      {"a/+", "a", false},
        {"a/+", "a/b/c", false},   {"a/+/c", "a/b/c", true}, {"a/+/c", "a//c", true},
        {"a/+/c", "a/b/d", false}, {"a/+/c", "a/c", false},  {"+/b/+", "a/b/c", true},
        {"+/b/+", "a/x/c", false},
    };
    for (const auto& [filter, topic, matched] : table) {
        CAPTURE(filter, topic);
        CHECK(matches(filter, topic) == matched);
    }
}

TEST_CASE("# stands for all further levels, also none", "[protocol]") {
    const std::vector<matching> table{
        {"#", "a", true},      {"#", "a/b/c", true},     {"#", "/", true},
        {"#", "/a", true},     {"a/#", "a", true},       {"a/#", "a/", true},
        {"a/#", "a/b", true},  {"a/#", "a/b/c/d", true}, {"a/#", "ab", false},
        {"a/#", "b", false},   {"a/#", "b/a", false},    {"a/b/#", "a/b", true},
        {"a/b/#", "a", false}, {"+/#", "a", true},       {"+/#", "a/b/c", true},
        {"+/#", "/", true},    {"a/+/#", "a/b", true},   {"a/+/#", "a/b/c", true},
        {"a/+/#", "a", false}, {"/#", "/", true},        {"/#", "/a/b", true},
        {"/#", "a", false},    {"a//#", "a/", true},     {"a//#", "a//b", true},
        {"a//#", "a", false},  {"a//#", "a/b", false},
    };
    for (const auto& [filter, topic, matched] : table) {
        CAPTURE(filter, topic);
        CHECK(matches(filter, topic) == matched);
    }
}

TEST_CASE("a wildcard in the first level passes by topics that begin with $", "[protocol]") {
    const std::vector<matching> table{
        {"#", "$hub", false},        {"#", "$hub/publishers/a", false},
        {"+", "$hub", false},        {"+/publishers/a", "$hub/publishers/a", false},
        {"+/#", "$hub/a", false},    {"$hub/#", "$hub/publishers/a", true},
        {"$hub/#", "$hub", true},    {"$hub/+/a", "$hub/publishers/a", true},
        {"$hub/+", "$hub/$x", true}, {"a/+", "a/$x", true},
        {"a/#", "a/$x", true},       {"/+", "/$x", true},
        {"$/#", "$/a", true},        {"$/#", "$a", false},
    };
    for (const auto& [filter, topic, matched] : table) {
        CAPTURE(filter, topic);
        CHECK(matches(filter, topic) == matched);
    }
}

} // namespace
} // namespace crier
