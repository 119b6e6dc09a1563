using Enterprise.Governance;

namespace ReferenceServer.Policies;

/// <summary>Reports what is wrong with the tenants' files when the process starts, as the library does for files that nothing stands before.</summary>
internal sealed class TenantFilesCheck([FromKeyedServices(SavedPolicyTenants.Files)] ITenantSource files) : IStartupCheck
{
    public async ValueTask<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellationToken) => files is FileTenantSource source
        ? [.. (await source.LoadAsync(cancellationToken)).Select(static problem => problem.ToString())]
        : [];
}
