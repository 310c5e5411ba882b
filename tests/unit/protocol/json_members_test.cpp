#include "protocol/json_members.hpp"

#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

TEST_CASE("one whole JSON value is JSON, whatever space is around it", "[protocol]") {
    for (const std::string text :
         {"{}", "[]", "null", "true", "false", "0", "-0", "1.5e-7", "\"\"", " {} ", "\n[1,2]\r\n\t",
          R"({"a":{"b":[1,"x",null]}})", "\"\u20ac\"", R"("\u20ac\ud83d\udce3")", "1 ",
          R"({"a":1,"a":2})"}) {
        CAPTURE(text);
        CHECK_FALSE(check_json(text));
    }
}

TEST_CASE("numbers of any size are JSON", "[protocol]") {
    CHECK_FALSE(check_json("18446744073709551616"));
    CHECK_FALSE(check_json("-9223372036854775809"));
    CHECK_FALSE(check_json(std::string(400, '9')));
    CHECK_FALSE(check_json("1e400"));
    CHECK_FALSE(check_json("0." + std::string(400, '1')));
}

TEST_CASE("what is not one whole JSON value is refused", "[protocol]") {
    for (const std::string text : {"",
                                   " ",
                                   "{",
                                   "[1",
                                   "\"a",
                                   "{}x",
                                   "{} {}",
                                   "1 2",
                                   "[1,]",
                                   "{\"a\":}",
                                   "{a:1}",
                                   "'a'",
                                   "nul",
                                   "nulll",
                                   "truefalse",
                                   "01",
                                   "+1",
                                   ".5",
                                   "1.",
                                   "0x1",
                                   "NaN",
                                   "Infinity",
                                   "[1]]",
                                   "// x\n1",
                                   "/**/1",
                                   "\"\t\"",
                                   R"("\x")",
                                   R"("\ud83d")",
                                   "\xEF\xBB\xBF{}"}) {
        CAPTURE(text);
        const auto wrong = check_json(text);
        REQUIRE(wrong);
        CHECK(wrong->code == errc::bad_json);
    }
    CHECK(check_json(std::string{"1\0", 2}));
    CHECK(check_json("{} x")->message.find("more after") != std::string::npos);
}

TEST_CASE("JSON that is not UTF-8 is refused", "[protocol]") {
    for (const std::string text : {"\"\xC3\"", "\"\xFF\"", "\"\xED\xA0\x80\"", "\"\xC0\xAF\"",
                                   "\"\xF4\x90\x80\x80\"", "{\"\x80\":1}"}) {
        CAPTURE(text);
        CHECK(check_json(text));
    }
}

TEST_CASE("JSON may be nested 32 deep and no deeper", "[protocol]") {
    CHECK_FALSE(check_json(nested(31)));
    CHECK_FALSE(check_json(nested(32)));
    CHECK(check_json(nested(33)));
    CHECK(check_json(nested(100'000)));
    CHECK(check_json(std::string(100'000, '[')));
}

TEST_CASE("what passes the check can be read, and the other way round", "[protocol]") {
    for (const std::string text :
         {"{}", "{ }", R"({"a":[1]})", "{", "{}{}", "{\"a\":01}", "\xFF"}) {
        CAPTURE(text);
        CHECK(parse_object(text, "it").has_value() == !check_json(text).has_value());
    }
}

TEST_CASE("an object is asked for by the name of its text", "[protocol]") {
    CHECK(parse_object("[]", "HELLO").error().message.find("HELLO") == 0);
    CHECK(parse_object("{", "HELLO").error().message.find("HELLO is not JSON") == 0);
}

TEST_CASE("a member is there with its type, or absent, or refused by name", "[protocol]") {
    const auto object = parse_object(
        R"({"s":"x","n":7,"big":18446744073709551615,"a":["x","y"],"e":[],"mixed":["x",1],
                         "null":null,"negative":-1,"whole":2.0,"half":0.5})",
        "it");
    REQUIRE(object.has_value());
    CHECK(**optional_string(*object, "s") == "x");
    CHECK_FALSE(optional_string(*object, "absent")->has_value());
    CHECK(**optional_unsigned(*object, "n") == 7);
    CHECK(**optional_unsigned(*object, "big") == 18'446'744'073'709'551'615U);
    CHECK(**optional_unsigned(*object, "whole") == 2);
    CHECK_FALSE(optional_unsigned(*object, "absent")->has_value());
    CHECK(**optional_strings(*object, "a") == std::vector<std::string>{"x", "y"});
    CHECK((*optional_strings(*object, "e"))->empty());
    CHECK_FALSE(optional_strings(*object, "absent")->has_value());

    for (const std::string member : {"n", "a", "null"})
        CHECK(optional_string(*object, member).error().message.find("\"" + member + "\"") == 0);
    for (const std::string member : {"s", "a", "null", "negative", "half"})
        CHECK(optional_unsigned(*object, member).error().message.find("\"" + member + "\"") == 0);
    for (const std::string member : {"s", "n", "null", "mixed"})
        CHECK(optional_strings(*object, member).error().message.find("\"" + member + "\"") == 0);
}

} // namespace
} // namespace crier
