#include "protocol/client_message.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

template <class Body>
Body read(const std::string& text) {
    const auto parsed = parse_client_message(text);
    REQUIRE(std::holds_alternative<client_message>(parsed));
    const auto& body = std::get<client_message>(parsed).body;
    REQUIRE(std::holds_alternative<Body>(body));
    return std::get<Body>(body);
}

client_refusal refused(const std::string& text) {
    const auto parsed = parse_client_message(text);
    REQUIRE(std::holds_alternative<client_refusal>(parsed));
    return std::get<client_refusal>(parsed);
}

TEST_CASE("subscribe names filters, and may say where to begin", "[protocol]") {
    const auto plain = read<subscribe_message>(R"({"type":"subscribe","topics":["a/#","b"]})");
    CHECK(plain.filters == std::vector<std::string>{"a/#", "b"});
    CHECK_FALSE(plain.start);

    const auto since = read<subscribe_message>(
        R"({"type":"subscribe","topics":["#"],"since":"0123456789abcdef:7"})");
    REQUIRE(since.start);
    REQUIRE(since.start->since);
    CHECK(since.start->since->epoch == epoch{0x0123456789abcdef});
    CHECK(since.start->since->offset == offset{7});
    CHECK(since.start->last == 0);

    const auto number = read<subscribe_message>(R"({"type":"subscribe","topics":["#"],"since":7})");
    CHECK(number.start->since->offset == offset{7});
    CHECK_FALSE(number.start->since->epoch);

    const auto last =
        read<subscribe_message>(R"({"type":"subscribe","topics":["#"],"last":10000})");
    CHECK(last.start->last == 10'000);
    CHECK_FALSE(last.start->since);
}

TEST_CASE("unsubscribe names filters", "[protocol]") {
    const auto message = read<unsubscribe_message>(R"({"type":"unsubscribe","topics":["a/+"]})");
    CHECK(message.filters == std::vector<std::string>{"a/+"});
}

TEST_CASE("publish takes a string as text and anything else as JSON", "[protocol]") {
    const auto text = read<publish_message>(R"({"type":"publish","topic":"a","data":"x\n"})");
    CHECK(text.topic == "a");
    CHECK(text.format == payload_format::text);
    CHECK(text.payload == "x\n");
    const std::vector<std::pair<std::string, std::string>> values{
        {"{\"a\":[1,null]}", "{\"a\":[1,null]}"},
        {"null", "null"},
        {"true", "true"},
        {"7", "7"},
        {"[ ]", "[ ]"},
        {"-0.5e615", "-0.5e615"}, // read and written again it was no JSON
        {"12345678901234567890123", "12345678901234567890123"}, // and this another number
    };
    for (const auto& [data, payload] : values) {
        CAPTURE(data);
        const auto value =
            read<publish_message>(R"({"type":"publish","topic":"a","data":)" + data + "}");
        CHECK(value.format == payload_format::json);
        CHECK(value.payload == payload);
    }
}

TEST_CASE("ping needs nothing", "[protocol]") {
    static_cast<void>(read<ping_message>(R"({"type":"ping"})"));
    static_cast<void>(read<ping_message>(R"({"type":"ping","unknown":true})"));
}

TEST_CASE("an id of any type is kept as the JSON it was", "[protocol]") {
    for (const std::string id :
         {"\"x\"", "7", "null", "{\"a\":[1]}", "\"\\\"\"", "true", "1.0", "1e999"}) {
        CAPTURE(id);
        const auto good = parse_client_message("{\"type\":\"ping\",\"id\":" + id + "}");
        CHECK(std::get<client_message>(good).id == id);
        CHECK(refused("{\"type\":\"nonsense\",\"id\":" + id + "}").id == id);
    }
    CHECK(refused("{\"type\":\"nonsense\"}").id.empty());
}

TEST_CASE("a frame's body says the same without a type", "[protocol]") {
    const auto begun = parse_subscribe_body(R"({"topics":["a/#"],"last":3,"type":"ping"})");
    REQUIRE(begun.has_value());
    CHECK(begun->filters == std::vector<std::string>{"a/#"});
    CHECK(begun->start->last == 3);
    CHECK(parse_unsubscribe_body(R"({"topics":["a"]})")->filters == std::vector<std::string>{"a"});
    // Read and written again, the number of a member that nobody asks for was no JSON.
    CHECK(parse_subscribe_body(R"({"topics":["a"],"other":1e999})").has_value());
    CHECK(parse_subscribe_body("[]").error().code == errc::bad_json);
    CHECK(parse_subscribe_body(R"({"topics":["#a"]})").error().code == errc::bad_filter);
    CHECK(parse_unsubscribe_body("{}").error().code == errc::bad_json);
}

struct bad_message {
    std::string text;
    errc code;
    std::string named; ///< what the refusal must mention
};

TEST_CASE("a bad client message is refused with what is wrong", "[protocol]") {
    const std::string subscribe = R"({"type":"subscribe","topics":)";
    const std::vector<bad_message> table{
        {"", errc::bad_json, "the message"},
        {"x", errc::bad_json, "the message"},
        {"[]", errc::bad_json, "not an object"},
        {"{}", errc::bad_json, "type"},
        {R"({"type":7})", errc::bad_json, "type"},
        {R"({"type":"nonsense"})", errc::bad_json, "nonsense"},
        {R"({"type":"subscribe"})", errc::bad_json, "topics"},
        {subscribe + "[]}", errc::bad_json, "topics"},
        {subscribe + "\"a\"}", errc::bad_json, "topics"},
        {subscribe + "[1]}", errc::bad_json, "topics"},
        {subscribe + "[\"\"]}", errc::bad_filter, "empty"},
        {subscribe + "[\"a\",\"b+\"]}", errc::bad_filter, "b+"},
        {subscribe + R"(["a\u0000"]})", errc::bad_filter, "NUL"},
        {subscribe + R"(["#"],"since":"x"})", errc::position_unknown, "\"x\""},
        {subscribe + R"(["#"],"since":-1})", errc::position_unknown, "-1"},
        {subscribe + R"(["#"],"since":1.5})", errc::position_unknown, "not a position"},
        {subscribe + R"(["#"],"since":null})", errc::position_unknown, "null"},
        {subscribe + R"(["#"],"last":"1"})", errc::bad_json, "last"},
        {subscribe + R"(["#"],"last":-1})", errc::bad_json, "last"},
        {subscribe + R"(["#"],"last":10001})", errc::bad_request, "10001"},
        {subscribe + R"(["#"],"last":1,"since":1})", errc::bad_request, "since"},
        {R"({"type":"unsubscribe","topics":["#/a"]})", errc::bad_filter, "#/a"},
        {R"({"type":"publish","data":"x"})", errc::bad_json, "topic"},
        {R"({"type":"publish","topic":7,"data":"x"})", errc::bad_json, "topic"},
        {R"({"type":"publish","topic":"a"})", errc::bad_json, "data"},
    };
    for (const auto& [text, code, named] : table) {
        CAPTURE(text);
        const auto why = refused(text).why;
        CHECK(why.code == code);
        CAPTURE(why.message);
        CHECK(why.message.find(named) != std::string::npos);
    }
}

} // namespace
} // namespace crier
