#include "client/server_sent_reader.hpp"

namespace crier {

// A hub ends lines with a line feed alone; a carriage return before it, which somebody in between
// might add, is taken off. One alone, as the standard has it too, ends no line here.
bool server_sent_reader::feed(std::string_view bytes,
                              const std::function<bool(const server_sent_event&)>& take) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        if (end == std::string_view::npos) {
            begun_.append(bytes);
            return begun_.size() <= event_bytes_max;
        }
        std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(end + 1);
        std::string whole;
        if (!begun_.empty()) {
            whole.swap(begun_);
            whole.append(line);
            line = whole;
        }
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!take_line(line, take))
            return false;
    }
    return true;
}

bool server_sent_reader::take_line(std::string_view line,
                                   const std::function<bool(const server_sent_event&)>& take) {
    if (line.empty()) {
        const bool is_event = has_data_;
        has_data_ = false;
        const std::string type = std::move(type_);
        type_.clear();
        if (!is_event) {
            id_.clear();
            return true;
        }
        const bool go_on = take({type.empty() ? "message" : std::string_view{type}, id_, data_});
        id_.clear();
        data_.clear();
        return go_on;
    }
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    std::string_view value = colon == line.npos ? std::string_view{} : line.substr(colon + 1);
    if (value.starts_with(' '))
        value.remove_prefix(1);
    if (name == "event") {
        type_ = value;
    } else if (name == "id") {
        id_ = value;
    } else if (name == "data") {
        if (has_data_)
            data_.push_back('\n');
        has_data_ = true;
        data_.append(value);
    } // `retry`, comments and what a later standard has are none of our business
    return data_.size() <= event_bytes_max;
}

} // namespace crier
