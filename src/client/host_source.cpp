#include "client/host_source.hpp"

#include "protocol/name.hpp"

#include <boost/asio/ip/host_name.hpp>

#include <algorithm>
#include <string_view>

namespace crier {

std::string host_source(const std::string& otherwise) {
    boost::system::error_code ec;
    std::string name = boost::asio::ip::host_name(ec);
    if (ec || name.empty())
        return otherwise;
    name.resize(std::min<std::size_t>(name.size(), 128));
    for (char& c : name) {
        if (!is_name({&c, 1}))
            c = '-';
    }
    return name;
}

} // namespace crier
