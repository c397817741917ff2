//! Sockets and connections, below HTTP's routes.

mod exchange;
mod wire;

use std::sync::Arc;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::connection::{Connection, Origin};
use crate::routes;
use crate::state::State;
use exchange::exchange;
use wire::Wire;

/// Serves both origins until `stopped` is true; then all connections are closed.
pub(crate) async fn serve(
    state: Arc<State>,
    api: TcpListener,
    files: TcpListener,
    stopped: watch::Receiver<bool>,
) {
    let api_router = routes::api(Arc::clone(&state));
    let files_router = routes::files(Arc::clone(&state));
    tokio::join!(
        accept(Arc::clone(&state), Origin::Api, api, api_router, stopped.clone()),
        accept(state, Origin::Files, files, files_router, stopped),
    );
}

async fn accept(
    state: Arc<State>,
    origin: Origin,
    listener: TcpListener,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // An error is about this one connection, which its client gave up.
                if let Ok((stream, _)) = accepted {
                    // Subscribed before it counts as open: a restart waits until all open connections have ended.
                    let restarts = state.connections.restarts();
                    let connection = state.connections.open(origin);
                    connections.spawn(serve_connection(
                        Arc::clone(&state), stream, connection, restarts, router.clone(),
                    ));
                }
            }
            Some(_) = connections.join_next() => {}
            // An error means that the handle of the hub is gone.
            _ = stopped.wait_for(|stopped| *stopped) => break,
        }
    }
    connections.shutdown().await;
}

/// Serves one connection until it ends by itself, by a fault or by a restart.
async fn serve_connection(
    state: Arc<State>,
    stream: TcpStream,
    connection: Arc<Connection>,
    mut restarts: watch::Receiver<u64>,
    router: Router,
) {
    // Small pieces of a stream must not wait for each other.
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Wire::new(stream, Arc::clone(&connection)));
    let service = service_fn(|request: hyper::Request<Incoming>| {
        exchange(Arc::clone(&state), Arc::clone(&connection), router.clone(), request)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .serve_connection(io, service);
    tokio::select! {
        // An error comes from the client or a fault, and the log has recorded the request.
        _ = served => {}
        _ = restarts.changed() => {}
    }
}
