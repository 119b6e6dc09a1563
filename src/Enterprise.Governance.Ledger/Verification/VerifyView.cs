using System.Runtime.CompilerServices;

namespace Enterprise.Governance.Ledger.Verification;

/// <summary>What verification looks at, all of one moment: the chains, and the log if the database has one.</summary>
internal sealed class VerifyView : IAsyncDisposable
{
    private VerifyView(ILedgerSnapshot ledger, IAnchorSnapshot? anchors) => (Ledger, Anchors) = (ledger, anchors);

    internal ILedgerSnapshot Ledger { get; }

    internal IAnchorSnapshot? Anchors { get; }

    internal static async ValueTask<VerifyView> OpenAsync(ILedgerStore store, IAnchorStore? anchors, CancellationToken cancellationToken)
    {
        if (anchors is null)
            return new VerifyView(await store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false), null);
        IAnchorSnapshot snapshot = await anchors.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        return new VerifyView(snapshot.Ledger, snapshot);
    }

    /// <summary>Opens several views of one moment, to be read at the same time.</summary>
    /// <returns>One, or as many more of those asked for as the store can give.</returns>
    internal static async ValueTask<IReadOnlyList<VerifyView>> OpenAsync(ILedgerStore store, IAnchorStore? anchors, int atMost, CancellationToken cancellationToken) => anchors is null
        ? [.. (await store.OpenSnapshotsAsync(atMost, cancellationToken).ConfigureAwait(false)).Select(static ledger => new VerifyView(ledger, null))]
        : [.. (await anchors.OpenSnapshotsAsync(atMost, cancellationToken).ConfigureAwait(false)).Select(static snapshot => new VerifyView(snapshot.Ledger, snapshot))];

    /// <summary>Streams the ids of the runs behind one. What can be no id has no place in their order, and is never left out.</summary>
    internal IAsyncEnumerable<string> ReadRunIdsAsync(string? after, CancellationToken cancellationToken) => after is null
        ? ReadRunIdsAsync(cancellationToken)
        : ReadRunIdsAsync(cancellationToken).Where(runId => CodePointOrder.Compare(runId, after) > 0 || !GovernanceIdentifier.IsValid(runId, out _));

    /// <summary>Streams the ids of all runs of which there is any trace, in chains or log; by code point, each once.</summary>
    private async IAsyncEnumerable<string> ReadRunIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<string> stored = Ledger.ReadRunIdsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        IAsyncEnumerator<string> anchored = (Anchors?.ReadRunIdsAsync(cancellationToken) ?? AsyncEnumerable.Empty<string>()).GetAsyncEnumerator(cancellationToken);
        await using (stored.ConfigureAwait(false))
        await using (anchored.ConfigureAwait(false))
        {
            bool hasStored = await stored.MoveNextAsync().ConfigureAwait(false), hasAnchored = await anchored.MoveNextAsync().ConfigureAwait(false);
            while (hasStored || hasAnchored)
            {
                int order = !hasStored ? 1 : !hasAnchored ? -1 : CodePointOrder.Compare(stored.Current, anchored.Current);
                yield return order <= 0 ? stored.Current : anchored.Current;
                if (order <= 0)
                    hasStored = await stored.MoveNextAsync().ConfigureAwait(false);
                if (order >= 0)
                    hasAnchored = await anchored.MoveNextAsync().ConfigureAwait(false);
            }
        }
    }

    public ValueTask DisposeAsync() => Anchors?.DisposeAsync() ?? Ledger.DisposeAsync();
}
