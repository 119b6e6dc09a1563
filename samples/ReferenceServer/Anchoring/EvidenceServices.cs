using Enterprise.Governance.Anchoring;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ReferenceServer.Anchoring;

/// <summary>Hands out evidence bundles. The API need not be able to sign: the public keys of <c>Governance:Anchoring:VerifierKeys</c> are enough; a signing key that it is given, or in Development generates, counts as well.</summary>
internal static class EvidenceServices
{
    internal static IServiceCollection AddEvidence(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.TryAddSingleton<DevelopmentSigningKey>();
        services.AddOptions<EvidenceOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            foreach (IConfigurationSection key in configuration.GetSection($"{AnchoringServices.Section}:VerifierKeys").GetChildren())
                options.VerifierKeys.Add(key.Value ?? "");
            string? signing = configuration["GOVERNANCE_SIGNING_KEY"] is { Length: > 0 } given ? given : configuration[$"{AnchoringServices.Section}:SigningKey"];
            if (string.IsNullOrEmpty(signing) && environment.IsDevelopment())
                signing = provider.GetRequiredService<DevelopmentSigningKey>().Read();
            if (string.IsNullOrEmpty(signing))
                return;
            if (!NoteSigningKey.TryParse(signing, out NoteSigningKey? own))
                throw new InvalidOperationException("`GOVERNANCE_SIGNING_KEY` is not `PRIVATE+KEY+NAME+KEYID+BASE64`");
            using (own)
                options.VerifierKeys.Add(own.VerifierKey.ToString());
        });
        return services.AddGovernanceEvidence();
    }
}
