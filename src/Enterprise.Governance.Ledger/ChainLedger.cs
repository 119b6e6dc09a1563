using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Ledger.Verification;

namespace Enterprise.Governance.Ledger;

/// <summary>The ledger over a store. Works without a container.</summary>
/// <inheritdoc/>
public sealed partial class ChainLedger : ILedger, IDisposable
{
    private readonly ILedgerStore _store;
    private readonly ChainSealer _sealer;
    private readonly IAnchorStore? _anchors;
    private readonly LedgerMetrics _metrics;
    private readonly LiveAuditKeys _keys;
    private readonly LiveAuditKeys? _ownKeys;

    /// <summary>Creates a ledger.</summary>
    /// <param name="store">Where the chains are.</param>
    /// <param name="sealer">Makes hashes; shared with other stores that append to the same chains.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="LedgerDiagnostics"/>.</param>
    /// <param name="anchors">The log of anchors in the same database, against which verification holds the chains; <see langword="null"/> for a database without one.</param>
    /// <param name="keys">Where the sealer's keys come from; the ring that the sealer was made with if absent.</param>
    public ChainLedger(ILedgerStore store, ChainSealer sealer, System.Diagnostics.Metrics.IMeterFactory? meterFactory = null, IAnchorStore? anchors = null, LiveAuditKeys? keys = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(sealer);
        _store = store;
        _sealer = sealer;
        _anchors = anchors;
        _metrics = new LedgerMetrics(meterFactory);
        _ownKeys = keys is not null ? null : new LiveAuditKeys(
            sealer.Keys ?? throw new ArgumentException("The sealer has no ring: make it with one, or say where its keys come from.", nameof(keys)), store, sealer, meterFactory: meterFactory);
        _keys = keys ?? _ownKeys!;
    }

    /// <inheritdoc/>
    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => _keys.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<AppendReceipt> AppendAsync(string runId, LedgerEvent ledgerEvent, AppendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledgerEvent);
        IReadOnlyList<AppendReceipt> receipts = await AppendBatchAsync(runId, [ledgerEvent], options, cancellationToken).ConfigureAwait(false);
        return receipts[0];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AppendReceipt>> AppendBatchAsync(string runId, IReadOnlyList<LedgerEvent> ledgerEvents, AppendOptions? options = null, CancellationToken cancellationToken = default)
    {
        RequireEvents(runId, ledgerEvents, options);
        await OpenForAppendAsync(cancellationToken).ConfigureAwait(false);
        AppendRequest request = Prepare(runId, ledgerEvents, options);
        using System.Diagnostics.Activity? activity = LedgerMetrics.Source.StartActivity(LedgerDiagnostics.AppendActivity);
        IReadOnlyList<AppendReceipt> receipts = await _store.AppendAsync(request, _sealer, cancellationToken).ConfigureAwait(false);
        _metrics.Appended(receipts.Count);
        return receipts;
    }

    /// <inheritdoc/>
    public async ValueTask<RunHead?> GetHeadAsync(string runId, CancellationToken cancellationToken = default)
    {
        GovernanceIdentifier.Require(runId);
        ILedgerSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
            return await snapshot.ReadHeadAsync(runId, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> ReadAsync(string runId, long fromSeq = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        GovernanceIdentifier.Require(runId);
        ILedgerSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            await foreach (StoredEvent row in snapshot.ReadEventsAsync(runId, fromSeq, cancellationToken).ConfigureAwait(false))
                yield return row;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> EraseAsync(string runId, CancellationToken cancellationToken = default)
    {
        GovernanceIdentifier.Require(runId);
        long erased = await _store.EraseAsync(runId, cancellationToken).ConfigureAwait(false);
        _metrics.Erased(erased);
        return erased;
    }

    /// <inheritdoc/>
    public void Dispose() => _ownKeys?.Dispose();

    private async ValueTask OpenForAppendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw new AppendCanceledException(mayHaveLanded: false, e, cancellationToken);
        }
    }

    /// <summary>Digests what a repeat must have in common with the first append: types and data, not times. Of personal values it has the places alone, so it outlives them.</summary>
    private static string Digest(PreparedEvent[] events)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (PreparedEvent prepared in events)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(prepared.Type));
            hash.AppendData("\n"u8);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, prepared.Comparable.Length);
            hash.AppendData(length);
            hash.AppendData(prepared.Comparable);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
