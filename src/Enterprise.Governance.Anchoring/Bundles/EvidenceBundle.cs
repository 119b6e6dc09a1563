using Enterprise.Governance.Anchoring.Bundles;

namespace Enterprise.Governance.Anchoring;

/// <summary>Verifies evidence bundles, <c>governance-bundle/v1</c>, without a database: one pass, one line at a time.</summary>
public static class EvidenceBundle
{
    /// <summary>Verifies a bundle.</summary>
    /// <param name="bundle">The bundle; it stays open.</param>
    /// <param name="options">What is trusted.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The report. A file that is no bundle is a finding, never an exception.</returns>
    /// <exception cref="ArgumentException">No key is trusted.</exception>
    public static ValueTask<EvidenceReport> VerifyAsync(Stream bundle, EvidenceVerifyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxLineBytes);
        if (options.Keys is null or { Count: 0 })
            throw new ArgumentException("no key is trusted: give the public key of the log", nameof(options));
        return new BundleVerifier(options).VerifyAsync(bundle, cancellationToken);
    }
}
