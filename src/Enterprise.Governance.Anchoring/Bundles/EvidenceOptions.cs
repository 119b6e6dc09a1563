namespace Enterprise.Governance.Anchoring;

/// <summary>Which keys sign the checkpoints that bundles are proved with.</summary>
public sealed class EvidenceOptions
{
    /// <summary>Gets the public keys of the log, <c>NAME+KEYID+BASE64</c>, former ones too. Those of <c>AddGovernanceAnchoring</c> in the same container need not be given again.</summary>
    public IList<string> VerifierKeys { get; } = [];
}
