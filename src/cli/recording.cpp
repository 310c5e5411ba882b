#include "cli/recording.hpp"

#include "protocol/event.hpp"
#include "protocol/json_members.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace crier {
namespace {

refusal bad_line(std::uint64_t line, const refusal& why) {
    return {errc::bad_json, "line " + std::to_string(line) + ": " + why.message};
}

/// A line with its end; false at the file's end, and for what has no end.
bool read_line(std::ifstream& file, std::string& line) {
    return static_cast<bool>(std::getline(file, line)) && !file.eof();
}

bool is_cloud_event(std::string_view line) {
    return line.starts_with(R"({"specversion")");
}

/// Of the first line of a recording, however little of it.
bool is_beginning_of_ours(std::string_view cut_line) {
    for (const std::string_view begin : {R"({"type":"welcome",)", R"({"specversion":)"}) {
        if (begin.starts_with(cut_line) || cut_line.starts_with(begin))
            return true;
    }
    return false;
}

/// Keeps up with a recording, line by line.
class end_finder {
public:
    [[nodiscard]] std::optional<refusal> take(const std::string& line, recording_format format) {
        return format == recording_format::cloudevents ? take_cloud_event(line) : take_event(line);
    }

    recorded_end end;

private:
    std::optional<refusal> take_cloud_event(const std::string& line) {
        const auto read = parse_cloud_event(line);
        if (!read)
            return read.error();
        end.at = read->at;
        end.is_begun = true;
        ++end.messages;
        return std::nullopt;
    }

    std::optional<refusal> take_event(const std::string& line) {
        if (is_cloud_event(line))
            return refusal{errc::bad_json, "it is a CloudEvent (record with --format cloudevents)"};
        const auto read = parse_stream_event(line);
        if (!read)
            return read.error();
        if (const auto* welcome = std::get_if<told_welcome>(&*read)) {
            epoch_ = welcome->epoch;
            // What came of the history before tells better what is to follow of this one.
            if (!end.is_begun)
                end.at = position{epoch_, welcome->last};
        } else if (const auto* message = std::get_if<told_message>(&*read)) {
            ++end.messages;
            return stand_at(message->offset);
        } else if (const auto* gap = std::get_if<told_gap>(&*read)) {
            return stand_at(gap->before.previous());
        } else if (std::get<other_event>(*read).type == "subscribed") {
            return take_filters(line);
        }
        return std::nullopt;
    }

    std::optional<refusal> stand_at(offset at) {
        if (!epoch_) {
            return refusal{errc::bad_json,
                           "no \"welcome\" before it names the history: only what crier record "
                           "wrote can be gone on with"};
        }
        end.at = position{epoch_, at};
        end.is_begun = true;
        return std::nullopt;
    }

    std::optional<refusal> take_filters(const std::string& line) {
        const auto object = parse_object(line, "an event");
        if (!object)
            return object.error();
        const auto filters = optional_strings(*object, "topics");
        if (!filters || !*filters)
            return refusal{errc::bad_json, "\"topics\" must be filters"};
        end.filters = **filters;
        return std::nullopt;
    }

    std::optional<epoch> epoch_;
};

} // namespace

result<recorded_end> read_end(const std::string& file, recording_format format) {
    std::error_code missing;
    if (!std::filesystem::exists(file, missing) && !missing)
        return recorded_end{};
    std::ifstream from{file, std::ios::binary};
    if (!from)
        return refusal{errc::internal, std::string{"it can't be read: "} + std::strerror(errno)};
    end_finder finder;
    std::string line;
    for (std::uint64_t number = 1; read_line(from, line); ++number) {
        finder.end.whole_bytes += line.size() + 1;
        if (line.empty())
            continue;
        if (const auto wrong = finder.take(line, format))
            return bad_line(number, *wrong);
    }
    // A file that somebody else wrote isn't cut to nothing.
    if (finder.end.whole_bytes == 0 && !is_beginning_of_ours(line))
        return bad_line(1, {errc::bad_json, "it is not how a recording begins"});
    return std::move(finder.end);
}

std::string subscribed_line(const std::vector<std::string>& filters) {
    return subscribed_event(filters);
}

result<std::optional<recording_reader::entry>> recording_reader::next() {
    using found = std::optional<entry>;
    std::string line;
    while (read_line(file_, line)) {
        ++line_;
        if (line.empty())
            continue;
        if (is_cloud_event(line)) {
            auto event = parse_cloud_event(line);
            if (!event)
                return bad_line(line_, event.error());
            return found{std::move(event->message)};
        }
        auto event = parse_stream_event(line);
        if (!event)
            return bad_line(line_, event.error());
        if (auto* message = std::get_if<told_message>(&*event))
            return found{std::move(*message)};
        if (const auto* gap = std::get_if<told_gap>(&*event))
            return found{*gap};
    }
    is_cut_ = !line.empty();
    return found{};
}

} // namespace crier
