using System.Security.Cryptography;

namespace Enterprise.Governance.Anchoring;

/// <summary>Names of whoever asks for the lease of the anchorer.</summary>
internal static class LeaseHolder
{
    /// <summary>Makes another name each time: two anchorers in one process are two.</summary>
    internal static string Create() => $"{Environment.MachineName}:{Environment.ProcessId}:{RandomNumberGenerator.GetHexString(16)}";
}
