namespace Enterprise.Governance.Ledger;

public sealed partial class LiveAuditKeys
{
    private async Task<bool> RefreshOnceAsync()
    {
        string outcome = "failed";
        await _asking.WaitAsync(_disposed.Token).ConfigureAwait(false);
        try
        {
            AuditKeyRing ring = await AskAsync(_disposed.Token).ConfigureAwait(false);
            bool isNew = _sealer.Keys is not { } current || !current.Describe().SequenceEqual(ring.Describe());
            if (isNew)
                await TakeAsync(ring, _disposed.Token).ConfigureAwait(false);
            _failure = null;
            outcome = isNew ? "renewed" : "unchanged";
            if (isNew)
                _logger.AuditKeysRenewed(ring.Active.Kid);
            return true;
        }
        catch (Exception e)
        {
            (string code, string problem) = e is GovernanceException known ? (known.Code, known.Message) : ("audit_keys_unavailable", e.GetType().Name);
            _failure = code;
            _logger.AuditKeysNotRenewed(code, problem);
            return false;
        }
        finally
        {
            _refreshes.Add(1, new KeyValuePair<string, object?>(LedgerDiagnostics.OutcomeTag, outcome));
            _asking.Release();
        }
    }

    private async ValueTask<AuditKeyRing> AskAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(Patience, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await _provider.GetKeysAsync(either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false)
                ?? throw new LedgerException("audit_keys_invalid", $"the audit key provider `{_provider.GetType().Name}` gives no ring");
        }
        catch (Exception e) when (e is not LedgerException && !cancellationToken.IsCancellationRequested)
        {
            // What a client of a secret store puts into its exceptions is not known, so nothing of it is passed on.
            throw new LedgerException("audit_keys_unavailable", $"the audit key provider `{_provider.GetType().Name}` failed with {e.GetType().Name}", isTransient: true);
        }
    }

    private async ValueTask TakeAsync(AuditKeyRing ring, CancellationToken cancellationToken)
    {
        if (_sealer is { IsActivated: true, Keys: { } current })
        {
            await RequireKeptAsync(current, ring, cancellationToken).ConfigureAwait(false);
            await RegisterAsync(ring, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            RequireStrong(ring);
            _sealer.Offer(ring);
        }
    }

    private async ValueTask RegisterAsync(AuditKeyRing ring, CancellationToken cancellationToken)
    {
        RequireStrong(ring);
        _sealer.Activate(ring, await _store.RegisterKeysAsync(ring.Describe(), cancellationToken).ConfigureAwait(false));
    }

    private void RequireStrong(AuditKeyRing ring)
    {
        if (_refusesWeakKeys && ring.FindWeaknesses() is { Count: > 0 } problems)
            throw new LedgerException("audit_keys_invalid", string.Join("; ", problems));
    }

    /// <summary>Refuses a ring without a key that the head of a run was made with: the run could not be verified, nor continued where no newer key is active.</summary>
    private async ValueTask RequireKeptAsync(AuditKeyRing current, AuditKeyRing next, CancellationToken cancellationToken)
    {
        string[] lost = [.. current.Keys.Select(static key => key.Kid).Where(kid => !next.TryGet(kid, out _))];
        if (lost.Length == 0)
            return;
        ILedgerSnapshot snapshot = await _store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            foreach (AuditKeyRecord record in await snapshot.ReadKeysAsync(cancellationToken).ConfigureAwait(false))
            {
                if (record.Generation is { } generation && lost.Contains(record.Kid) && await snapshot.HasHeadAsync(generation, cancellationToken).ConfigureAwait(false))
                    throw new LedgerException("audit_keys_invalid", $"the ring has lost the key `{record.Kid}`, with which the last event of a run was made; keep it, inactive");
            }
        }
    }
}
