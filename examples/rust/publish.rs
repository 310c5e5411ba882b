// publish HOST:PORT TOPIC TEXT: one message, as a line over TCP; what is refused comes back as a line.
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let mut hub = TcpStream::connect(&args[1])?;
    writeln!(hub, "{} {}", args[2], args[3])?;
    hub.shutdown(Shutdown::Write)?;
    let mut refused = String::new();
    hub.read_to_string(&mut refused)?; // ends once the message is stored
    print!("{refused}");
    std::process::exit(if refused.is_empty() { 0 } else { 1 });
}
