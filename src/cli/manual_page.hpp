#pragma once

#include <string>

namespace crier {

/// crier(1) for man, made of what --help says.
[[nodiscard]] std::string manual_page();

/// Prose as roff: what troff gives a meaning is escaped; empty lines part paragraphs.
[[nodiscard]] std::string roff_text(const std::string& text);

} // namespace crier
