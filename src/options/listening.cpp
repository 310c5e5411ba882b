#include "options/listening.hpp"

#include <stdexcept>

namespace crier {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

[[noreturn]] void refuse(const host_port& address, const std::string& flag,
                         const boost::system::error_code& ec) {
    throw std::runtime_error{"can't listen on " + address.text() + ": " + ec.message() +
                             "; choose another address with " + flag +
                             " (port 0 picks a free one)"};
}

tcp::endpoint resolve(const asio::any_io_executor& executor, const host_port& address,
                      const std::string& flag) {
    tcp::resolver resolver{executor};
    boost::system::error_code ec;
    const auto found =
        resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive, ec);
    if (ec)
        refuse(address, flag, ec);
    return found.begin()->endpoint();
}

} // namespace

tcp::acceptor listen_on(const asio::any_io_executor& executor, const host_port& address,
                        const std::string& flag) {
    tcp::acceptor out{executor};
    const tcp::endpoint endpoint = resolve(executor, address, flag);
    boost::system::error_code ec;
    out.open(endpoint.protocol(), ec);
    if (!ec)
        out.set_option(tcp::acceptor::reuse_address{true}, ec);
    if (!ec)
        out.bind(endpoint, ec);
    if (!ec)
        out.listen(asio::socket_base::max_listen_connections, ec);
    if (ec)
        refuse(address, flag, ec);
    return out;
}

std::string local_address(const tcp::acceptor& listening) {
    const tcp::endpoint bound = listening.local_endpoint();
    asio::ip::address address = bound.address();
    if (address.is_unspecified()) {
        address = address.is_v4() ? asio::ip::address{asio::ip::address_v4::loopback()}
                                  : asio::ip::address{asio::ip::address_v6::loopback()};
    }
    return host_port{address.to_string(), bound.port()}.text();
}

} // namespace crier
