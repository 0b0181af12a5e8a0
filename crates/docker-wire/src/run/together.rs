//! Two futures at once.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

/// What was ready first.
pub(super) enum First<A, B> {
    Left(A),
    Right(B),
}

/// Waits for whichever is ready first; the left one, if both are.
pub(super) async fn first<A, B>(
    left: impl Future<Output = A>,
    right: impl Future<Output = B>,
) -> First<A, B> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    poll_fn(|cx| match left.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(First::Left(done)),
        Poll::Pending => right.as_mut().poll(cx).map(First::Right),
    })
    .await
}

/// Waits for `main`, and keeps `side` going meanwhile, whatever comes of it.
pub(super) async fn beside<A>(main: impl Future<Output = A>, side: impl Future) -> A {
    let (mut main, mut side) = (pin!(main), pin!(side));
    let mut going = true;
    poll_fn(|cx| {
        if going && side.as_mut().poll(cx).is_ready() {
            going = false;
        }
        main.as_mut().poll(cx)
    })
    .await
}
