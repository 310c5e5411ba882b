// subscribe HOST:PORT FILTER: prints each message and each gap; comes back after every cut where it was.
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

fn follow(address: &str, filter: &str, position: &mut String) -> std::io::Result<()> {
    let mut hub = TcpStream::connect(address)?;
    hub.set_read_timeout(Some(Duration::from_secs(60)))?; // four heartbeats
    let topics = filter.replace('%', "%25").replace('#', "%23").replace('+', "%2B");
    write!(hub, "GET /events?topics={topics} HTTP/1.1\r\nHost: {address}\r\nLast-Event-ID: {position}\r\n\r\n")?;
    for line in BufReader::new(hub).lines() {
        let line = line?;
        if let Some(id) = line.strip_prefix("id: ") {
            *position = id.to_string();
        } else if let Some(said) = line.strip_prefix("data: ") {
            if said.starts_with("{\"type\":\"message\"") || said.starts_with("{\"type\":\"gap\"") {
                println!("{said}");
            }
        }
    }
    Ok(())
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mut position = String::new();
    loop {
        let _ = follow(&args[1], &args[2], &mut position);
        std::thread::sleep(Duration::from_secs(1));
    }
}
