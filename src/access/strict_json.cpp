#include "access/strict_json.hpp"

#include "protocol/json_text.hpp"
#include "protocol/utf8.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <utility>
#include <vector>

namespace crier {
namespace {

namespace json = boost::json;

/// Keeps nothing of a document but the names in the objects that are open, and stops at a second
/// of one name. The parser itself would take the last of them.
struct member_names {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    using code = boost::system::error_code;

    std::vector<std::set<std::string, std::less<>>> open;
    std::string name_begun;
    std::optional<std::string> repeated;

    bool on_document_begin(code& /*ec*/) { return true; }
    bool on_document_end(code& /*ec*/) { return true; }
    bool on_object_begin(code& /*ec*/) {
        open.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t /*members*/, code& /*ec*/) {
        open.pop_back();
        return true;
    }
    bool on_array_begin(code& /*ec*/) { return true; }
    bool on_array_end(std::size_t /*members*/, code& /*ec*/) { return true; }
    bool on_key_part(json::string_view part, std::size_t /*size*/, code& /*ec*/) {
        name_begun.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t /*size*/, code& ec) {
        name_begun.append(part.data(), part.size());
        auto name = std::exchange(name_begun, {});
        if (open.back().insert(name).second)
            return true;
        repeated = std::move(name);
        ec = make_error_code(errc::bad_json);
        return false;
    }
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

std::string place(std::string_view text, std::size_t position) {
    const std::string_view before = text.substr(0, position);
    const auto lines = std::ranges::count(before, '\n');
    const std::size_t line_start = before.rfind('\n') + 1; // npos + 1 is 0
    return ", line " + std::to_string(lines + 1) + ", column " +
           std::to_string(before.size() - line_start + 1) + ": ";
}

refusal wrong(std::string_view what, std::string_view text, std::size_t position,
              const std::string& why) {
    return {errc::bad_json, std::string{what} + place(text, position) + why};
}

} // namespace

result<json::object> parse_strictly(std::string_view text, std::string_view what) {
    json::basic_parser<member_names> names{json::parse_options{}};
    boost::system::error_code ec;
    const std::size_t read = names.write_some(false, text.data(), text.size(), ec);
    if (names.handler().repeated)
        return wrong(what, text, read, "a second " + in_quotes(*names.handler().repeated));
    if (ec)
        return wrong(what, text, read, "not JSON: " + ec.message());
    if (read < text.size())
        return wrong(what, text, read, "there is more after the JSON value");
    json::value parsed = json::parse({text.data(), text.size()}, ec);
    if (ec)
        return wrong(what, text, 0, "not JSON: " + ec.message());
    json::object* object = parsed.if_object();
    if (object == nullptr)
        return wrong(what, text, 0, "JSON, but not an object");
    return std::move(*object);
}

std::optional<std::string> unknown_member(const json::object& object,
                                          std::initializer_list<std::string_view> known) {
    for (const auto& member : object) {
        const std::string_view name{member.key().data(), member.key().size()};
        if (std::ranges::find(known, name) == known.end())
            return in_quotes(name);
    }
    return std::nullopt;
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t bytes_max = 64;
    std::string out;
    if (!is_utf8(text))
        return "\"(not UTF-8)\"";
    std::string_view shown = text.substr(0, bytes_max);
    shown = shown.substr(0, utf8_prefix(shown).value_or(0));
    append_json_string(out, shown);
    if (shown.size() < text.size())
        out.insert(out.size() - 1, "...");
    return out;
}

} // namespace crier
