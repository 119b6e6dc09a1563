using System.Runtime.CompilerServices;
using Enterprise.Governance.Ledger.Verification;

namespace Enterprise.Governance.Ledger;

public sealed partial class ChainLedger
{
    /// <inheritdoc/>
    public async ValueTask<VerifyReport?> VerifyAsync(string runId, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        GovernanceIdentifier.Require(runId);
        VerifyView view = await VerifyView.OpenAsync(_store, _anchors, cancellationToken).ConfigureAwait(false);
        await using (view.ConfigureAwait(false))
        {
            ChainVerifier verifier = await CreateVerifierAsync(view, options ?? VerifyOptions.Default, cancellationToken).ConfigureAwait(false);
            VerifyReport? report = await verifier.VerifyAsync(view.Ledger, view.Anchors, null, runId, cancellationToken).ConfigureAwait(false);
            _metrics.Verified(report);
            return report;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<VerifyReport> VerifyAllAsync(VerifyOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= VerifyOptions.Default;
        IReadOnlyList<VerifyView> views = await VerifyView.OpenAsync(_store, _anchors, options.CountViews(), cancellationToken).ConfigureAwait(false);
        try
        {
            VerifyView view = views[0];
            ChainVerifier verifier = await CreateVerifierAsync(view, options, cancellationToken).ConfigureAwait(false);
            LogReport? log = view.Anchors is null ? null : await LogVerifier.VerifyAsync(view.Anchors, options.Retained, cancellationToken).ConfigureAwait(false);
            if (log is not null)
                options.LogVerified?.Invoke(log);
            await foreach (VerifyReport report in new RunsVerifier(views, verifier, log).VerifyAsync(options.AfterRun, cancellationToken).ConfigureAwait(false))
            {
                _metrics.Verified(report);
                yield return report;
            }
        }
        finally
        {
            foreach (VerifyView view in views)
                await view.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LogReport?> VerifyLogAsync(VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        VerifyView view = await VerifyView.OpenAsync(_store, _anchors, cancellationToken).ConfigureAwait(false);
        await using (view.ConfigureAwait(false))
            return view.Anchors is null ? null : await LogVerifier.VerifyAsync(view.Anchors, options?.Retained, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ChainVerifier> CreateVerifierAsync(VerifyView view, VerifyOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<AuditKeyRecord> records = await view.Ledger.ReadKeysAsync(cancellationToken).ConfigureAwait(false);
        return new ChainVerifier(await _keys.GetKeysForAsync(records, cancellationToken).ConfigureAwait(false), records, options);
    }
}
