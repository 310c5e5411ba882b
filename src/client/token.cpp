#include "client/token.hpp"

#include <fstream>

namespace crier {

result<std::string> token_of(const connection_options& options) {
    if (options.token_file.empty())
        return options.token;
    std::ifstream file{options.token_file};
    std::string token;
    if (!(file >> token)) // without the line's end
        return refusal{errc::unauthorized, "there is no token in the file " + options.token_file};
    return token;
}

} // namespace crier
