using System.Data.Common;

namespace Enterprise.Governance.Ledger;

public sealed partial class ChainLedger
{
    /// <inheritdoc/>
    public async ValueTask<PendingReceipt> AppendAsync(
        DbTransaction transaction, string runId, LedgerEvent ledgerEvent, AppendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledgerEvent);
        return (await AppendAsync(transaction, [new RunAppend(runId, [ledgerEvent], options)], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PendingReceipt>> AppendAsync(DbTransaction transaction, IReadOnlyList<RunAppend> appends, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(appends);
        ArgumentOutOfRangeException.ThrowIfZero(appends.Count, nameof(appends));
        foreach (RunAppend append in appends)
            RequireEvents(append.RunId, append.Events, append.Options);
        await OpenForAppendAsync(cancellationToken).ConfigureAwait(false);
        AppendRequest[] requests = [.. appends.Select(append => Prepare(append.RunId, append.Events, append.Options))];
        using System.Diagnostics.Activity? activity = LedgerMetrics.Source.StartActivity(LedgerDiagnostics.AppendActivity);
        IReadOnlyList<AppendReceipt> receipts = await _store.AppendAsync(transaction, requests, _sealer, cancellationToken).ConfigureAwait(false);
        return [.. receipts.Select(static receipt => new PendingReceipt(receipt.RunId, receipt.Seq, receipt.Hash, receipt.Timestamp))];
    }

    private static void RequireEvents(string runId, IReadOnlyList<LedgerEvent> ledgerEvents, AppendOptions? options)
    {
        GovernanceIdentifier.Require(runId);
        ArgumentNullException.ThrowIfNull(ledgerEvents);
        ArgumentOutOfRangeException.ThrowIfZero(ledgerEvents.Count, nameof(ledgerEvents));
        if (options?.IdempotencyKey is { } key)
            GovernanceIdentifier.Require(key, nameof(options.IdempotencyKey));
        if (options?.ExpectedSeq is { } expected)
            ArgumentOutOfRangeException.ThrowIfNegative(expected, nameof(options.ExpectedSeq));
    }

    private AppendRequest Prepare(string runId, IReadOnlyList<LedgerEvent> ledgerEvents, AppendOptions? options)
    {
        PreparedEvent[] prepared = [.. ledgerEvents.Select(_sealer.Prepare)];
        string? digest = options?.IdempotencyKey is null ? null : Digest(prepared);
        return new AppendRequest(runId, prepared, options?.IdempotencyKey, digest, options?.ExpectedSeq);
    }
}
