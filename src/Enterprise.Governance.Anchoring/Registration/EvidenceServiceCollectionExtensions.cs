using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers evidence bundles.</summary>
public static class EvidenceServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IEvidenceExporter"/>; the store of the log comes with that of the ledger. Calling it twice is harmless.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Sets the public keys of the log.</param>
    /// <returns>The container's registrations.</returns>
    public static IServiceCollection AddGovernanceEvidence(this IServiceCollection services, Action<EvidenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<EvidenceOptions, EvidenceOptionsValidator>();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton<IEvidenceExporter>(static provider => new EvidenceBundler(
            provider.GetService<IAnchorStore>() ?? throw new InvalidOperationException("Evidence has no store: register the ledger with UseSqlite or UsePostgres."),
            provider.GetAuditKeys(),
            [.. ReadKeys(provider.GetRequiredService<IOptions<EvidenceOptions>>().Value), .. provider.GetService<Anchorer>()?.KnownKeys ?? []],
            provider.GetService<IPolicyDocumentSource>() is { } policies ? policies.ReadAsync : null));
        return services;
    }

    private static IEnumerable<NoteVerifierKey> ReadKeys(EvidenceOptions options) =>
        options.VerifierKeys.Select(static text => NoteVerifierKey.TryParse(text, out NoteVerifierKey? key) ? key : throw new InvalidOperationException("options were validated"));
}
