namespace Enterprise.Governance.Ledger;

/// <summary>Is told what a scheduled verification finds. Register any number; an exception of one is logged and stops nothing.</summary>
public interface ILedgerVerificationObserver
{
    /// <summary>Told of each run that was verified, sound or not, before <see cref="OnFindingAsync"/>.</summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    /// <returns>A task that the verification waits for.</returns>
    ValueTask OnVerifiedAsync(VerifyReport report, CancellationToken cancellationToken) => default;

    /// <summary>Told of each run that is not sound, with every verification anew.</summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    /// <returns>A task that the verification waits for.</returns>
    ValueTask OnFindingAsync(VerifyReport report, CancellationToken cancellationToken);

    /// <summary>Told once a verification of a log of anchors that is not the one it should be.</summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    /// <returns>A task that the verification waits for.</returns>
    ValueTask OnLogFindingAsync(LogReport report, CancellationToken cancellationToken);
}
