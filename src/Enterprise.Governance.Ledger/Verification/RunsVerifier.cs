using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Enterprise.Governance.Ledger.Verification;

/// <summary>Verifies run after run: the first view says which there are, each other one has a worker. Reports come in the order of the runs, whoever is done first.</summary>
internal sealed class RunsVerifier(IReadOnlyList<VerifyView> views, ChainVerifier verifier, LogReport? log)
{
    // So many reports a worker may be ahead of the one that is waited for: a long run does not stop the others at once, and memory stays bounded.
    private const int Ahead = 16;

    internal async IAsyncEnumerable<VerifyReport> VerifyAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (views.Count == 1)
        {
            await foreach (string runId in views[0].ReadRunIdsAsync(after, cancellationToken).ConfigureAwait(false))
                yield return await VerifyAsync(views[0], runId, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int workers = views.Count - 1;
        Channel<Turn> ordered = Channel.CreateBounded<Turn>(new BoundedChannelOptions(workers * Ahead) { SingleReader = true, SingleWriter = true });
        Channel<Turn> open = Channel.CreateBounded<Turn>(new BoundedChannelOptions(workers * Ahead) { SingleWriter = true });

        // The driver of SQLite reads synchronously: every worker needs a thread of its own.
        Task[] tasks = [Task.Run(() => ReadAsync(after, ordered.Writer, open.Writer, stop.Token), CancellationToken.None),
            .. views.Skip(1).Select(view => Task.Run(() => WorkAsync(view, open.Reader, stop.Token), CancellationToken.None))];
        try
        {
            await foreach (Turn turn in ordered.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return await turn.Report.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // The views are closed after this: nobody may read any more.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(string? after, ChannelWriter<Turn> ordered, ChannelWriter<Turn> open, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await foreach (string runId in views[0].ReadRunIdsAsync(after, cancellationToken).ConfigureAwait(false))
            {
                Turn turn = new(runId);
                await ordered.WriteAsync(turn, cancellationToken).ConfigureAwait(false);
                await open.WriteAsync(turn, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        ordered.Complete(failure);
        open.Complete();
    }

    private async Task WorkAsync(VerifyView view, ChannelReader<Turn> open, CancellationToken cancellationToken)
    {
        await foreach (Turn turn in open.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                turn.Report.SetResult(await VerifyAsync(view, turn.RunId, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e)
            {
                turn.Report.SetException(e);
                return;
            }
        }
    }

    private async ValueTask<VerifyReport> VerifyAsync(VerifyView view, string runId, CancellationToken cancellationToken) =>

        // Whatever cannot be looked up by its id was not appended under it: a finding, never a run left out.
        (GovernanceIdentifier.IsValid(runId, out _) ? await verifier.VerifyAsync(view.Ledger, view.Anchors, log, runId, cancellationToken).ConfigureAwait(false) : null)
            ?? ChainVerifier.NotARun(runId);

    private sealed record Turn(string RunId)
    {
        internal TaskCompletionSource<VerifyReport> Report { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
