using Enterprise.Governance.Anchoring;

namespace ReferenceServer.Anchoring;

/// <summary>Hands out evidence bundles. The API need not be able to sign: the public keys of <c>Governance:Anchoring:VerifierKeys</c> are enough; a signing key that it is given counts as well.</summary>
internal static class EvidenceServices
{
    private const string Section = "Governance:Anchoring";

    internal static IServiceCollection AddEvidence(this IServiceCollection services, IConfiguration configuration) => services.AddGovernanceEvidence(options =>
    {
        foreach (IConfigurationSection key in configuration.GetSection($"{Section}:VerifierKeys").GetChildren())
            options.VerifierKeys.Add(key.Value ?? "");
        string? signing = configuration["GOVERNANCE_SIGNING_KEY"] is { Length: > 0 } given ? given : configuration[$"{Section}:SigningKey"];
        if (string.IsNullOrEmpty(signing))
            return;
        if (!NoteSigningKey.TryParse(signing, out NoteSigningKey? own))
            throw new InvalidOperationException("`GOVERNANCE_SIGNING_KEY` is not `PRIVATE+KEY+NAME+KEYID+BASE64`");
        using (own)
            options.VerifierKeys.Add(own.VerifierKey.ToString());
    });
}
