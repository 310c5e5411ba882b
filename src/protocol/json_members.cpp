#include "protocol/json_members.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

namespace crier {
namespace {

namespace json = boost::json;

refusal wrong_type(std::string_view member, std::string_view wanted) {
    return {errc::bad_json, "\"" + std::string{member} + "\" must be " + std::string{wanted}};
}

refusal not_json(std::string_view what, const boost::system::error_code& ec) {
    return {errc::bad_json, std::string{what} + " is not JSON: " + ec.message()};
}

/// Takes every event of the parser and keeps none: checking needs no document.
struct null_handler {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    using code = boost::system::error_code;
    bool on_document_begin(code& /*ec*/) { return true; }
    bool on_document_end(code& /*ec*/) { return true; }
    bool on_object_begin(code& /*ec*/) { return true; }
    bool on_object_end(std::size_t /*members*/, code& /*ec*/) { return true; }
    bool on_array_begin(code& /*ec*/) { return true; }
    bool on_array_end(std::size_t /*members*/, code& /*ec*/) { return true; }
    bool on_key_part(json::string_view /*part*/, std::size_t /*size*/, code& /*ec*/) {
        return true;
    }
    bool on_key(json::string_view /*part*/, std::size_t /*size*/, code& /*ec*/) { return true; }
    bool on_string_part(json::string_view /*part*/, std::size_t /*size*/, code& /*ec*/) {
        return true;
    }
    bool on_string(json::string_view /*part*/, std::size_t /*size*/, code& /*ec*/) { return true; }
    bool on_number_part(json::string_view /*part*/, code& /*ec*/) { return true; }
    bool on_int64(std::int64_t /*value*/, json::string_view /*text*/, code& /*ec*/) { return true; }
    bool on_uint64(std::uint64_t /*value*/, json::string_view /*text*/, code& /*ec*/) {
        return true;
    }
    bool on_double(double /*value*/, json::string_view /*text*/, code& /*ec*/) { return true; }
    bool on_bool(bool /*value*/, code& /*ec*/) { return true; }
    bool on_null(code& /*ec*/) { return true; }
    bool on_comment_part(json::string_view /*part*/, code& /*ec*/) { return true; }
    bool on_comment(json::string_view /*part*/, code& /*ec*/) { return true; }
};

} // namespace

result<json::object> parse_object(std::string_view text, std::string_view what) {
    boost::system::error_code ec;
    json::value parsed = json::parse({text.data(), text.size()}, ec);
    if (ec)
        return not_json(what, ec);
    json::object* object = parsed.if_object();
    if (object == nullptr)
        return refusal{errc::bad_json, std::string{what} + " is JSON, but not an object"};
    return std::move(*object);
}

result<std::optional<std::string>> optional_string(const json::object& object,
                                                   std::string_view member) {
    const json::value* value = object.if_contains({member.data(), member.size()});
    if (value == nullptr)
        return std::optional<std::string>{};
    const json::string* text = value->if_string();
    if (text == nullptr)
        return wrong_type(member, "a string");
    return std::optional<std::string>{std::string{text->data(), text->size()}};
}

result<std::optional<std::uint64_t>> optional_unsigned(const json::object& object,
                                                       std::string_view member) {
    const json::value* value = object.if_contains({member.data(), member.size()});
    if (value == nullptr)
        return std::optional<std::uint64_t>{};
    boost::system::error_code ec;
    const auto number = value->to_number<std::uint64_t>(ec);
    if (ec)
        return wrong_type(member, "a whole number, 0 or more");
    return std::optional<std::uint64_t>{number};
}

result<std::optional<std::vector<std::string>>> optional_strings(const json::object& object,
                                                                 std::string_view member) {
    const json::value* value = object.if_contains({member.data(), member.size()});
    if (value == nullptr)
        return std::optional<std::vector<std::string>>{};
    const json::array* array = value->if_array();
    if (array == nullptr)
        return wrong_type(member, "an array of strings");
    std::vector<std::string> out;
    out.reserve(array->size());
    for (const json::value& element : *array) {
        const json::string* text = element.if_string();
        if (text == nullptr)
            return wrong_type(member, "an array of strings");
        out.emplace_back(text->data(), text->size());
    }
    return std::optional<std::vector<std::string>>{std::move(out)};
}

std::optional<refusal> check_json(std::string_view text) {
    json::basic_parser<null_handler> parser{json::parse_options{}};
    boost::system::error_code ec;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && read < text.size())
        return refusal{errc::bad_json, "there is more after the JSON value"};
    if (ec)
        return not_json("the text", ec);
    return std::nullopt;
}

} // namespace crier
