namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>Ends reading a file at a line that is not in the format. Never leaves <see cref="BundleVerifier"/>.</summary>
internal sealed class MalformedBundleException(string reason) : Exception(reason);
