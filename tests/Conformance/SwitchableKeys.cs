using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

/// <summary>A secret store whose content tests change, and that can be out of order.</summary>
public sealed class SwitchableKeys(AuditKeyRing ring) : IAuditKeyProvider
{
    private int _asked;

    public AuditKeyRing Ring { get; set; } = ring;

    public Exception? Failure { get; set; }

    /// <summary>Told when somebody asks.</summary>
    public Action? OnAsk { get; set; }

    /// <summary>What every answer waits for.</summary>
    public Task Open { get; set; } = Task.CompletedTask;

    public int Asked => Volatile.Read(ref _asked);

    public async ValueTask<AuditKeyRing> GetKeysAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        OnAsk?.Invoke();
        await Open.WaitAsync(cancellationToken);
        return Failure is null ? Ring : throw Failure;
    }
}
