using Enterprise.Governance.AspNetCore;

namespace ReferenceServer.Authentication;

/// <summary>Names what a caller of the sample may do, beside what <see cref="GovernanceCapabilities"/> names.</summary>
internal static class ServerCapabilities
{
    /// <summary>List, read and follow the tenant's runs.</summary>
    internal const string RunsRead = "runs.read";

    /// <summary>Submit runs; relabel and cancel one's own.</summary>
    internal const string RunsSubmit = "runs.submit";

    /// <summary>Relabel and cancel the runs of others in the tenant.</summary>
    internal const string RunsManage = "runs.manage";

    /// <summary>Read, check and try out the tenant's policies.</summary>
    internal const string PoliciesRead = "policies.read";

    /// <summary>Change the tenant's policies.</summary>
    internal const string PoliciesWrite = "policies.write";

    /// <summary>See how the whole server does: lists, jobs, outbox, verification.</summary>
    internal const string SystemRead = "system.read";

    /// <summary>Gets all that a role can be given.</summary>
    internal static IReadOnlyList<string> All { get; } = [.. GovernanceCapabilities.All, RunsRead, RunsSubmit, RunsManage, PoliciesRead, PoliciesWrite, SystemRead];
}
