using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Ledger.Verification;

namespace Enterprise.Governance.Ledger;

/// <summary>The ledger over a store. Works without a container.</summary>
/// <inheritdoc/>
public sealed class ChainLedger : ILedger, IDisposable
{
    private readonly ILedgerStore _store;
    private readonly ChainSealer _sealer;
    private readonly LedgerMetrics _metrics;
    private readonly SemaphoreSlim _opening = new(1, 1);

    /// <summary>Creates a ledger.</summary>
    /// <param name="store">Where the chains are.</param>
    /// <param name="sealer">Makes hashes; shared with other stores that append to the same chains.</param>
    /// <param name="meterFactory">Owns the metrics, see <see cref="LedgerDiagnostics"/>.</param>
    public ChainLedger(ILedgerStore store, ChainSealer sealer, System.Diagnostics.Metrics.IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(sealer);
        _store = store;
        _sealer = sealer;
        _metrics = new LedgerMetrics(meterFactory);
    }

    /// <inheritdoc/>
    public async ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        if (_sealer.IsActivated)
            return;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_sealer.IsActivated)
                _sealer.Activate(await _store.RegisterKeysAsync(_sealer.DescribeKeys(), cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _opening.Release();
        }
    }

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
        GovernanceIdentifier.Require(runId);
        ArgumentNullException.ThrowIfNull(ledgerEvents);
        ArgumentOutOfRangeException.ThrowIfZero(ledgerEvents.Count, nameof(ledgerEvents));
        if (options?.IdempotencyKey is { } key)
            GovernanceIdentifier.Require(key, nameof(options.IdempotencyKey));
        if (options?.ExpectedSeq is { } expected)
            ArgumentOutOfRangeException.ThrowIfNegative(expected, nameof(options.ExpectedSeq));

        await OpenForAppendAsync(cancellationToken).ConfigureAwait(false);
        PreparedEvent[] prepared = [.. ledgerEvents.Select(_sealer.Prepare)];
        string? digest = options?.IdempotencyKey is null ? null : Digest(prepared);
        AppendRequest request = new(runId, prepared, options?.IdempotencyKey, digest, options?.ExpectedSeq);
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
    public async ValueTask<VerifyReport?> VerifyAsync(string runId, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        GovernanceIdentifier.Require(runId);
        ILedgerSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            ChainVerifier verifier = new(_sealer.Keys, await snapshot.ReadKeysAsync(cancellationToken).ConfigureAwait(false), options ?? VerifyOptions.Default);
            VerifyReport? report = await verifier.VerifyAsync(snapshot, runId, cancellationToken).ConfigureAwait(false);
            _metrics.Verified(report);
            return report;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<VerifyReport> VerifyAllAsync(VerifyOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ILedgerSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            ChainVerifier verifier = new(_sealer.Keys, await snapshot.ReadKeysAsync(cancellationToken).ConfigureAwait(false), options ?? VerifyOptions.Default);
            await foreach (string runId in snapshot.ReadRunIdsAsync(cancellationToken).ConfigureAwait(false))
            {
                // Whatever cannot be looked up by its id was not appended under it: a finding, never a run left out.
                VerifyReport report = (GovernanceIdentifier.IsValid(runId, out _)
                    ? await verifier.VerifyAsync(snapshot, runId, cancellationToken).ConfigureAwait(false)
                    : null) ?? ChainVerifier.NotARun(runId);
                _metrics.Verified(report);
                yield return report;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _opening.Dispose();

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
