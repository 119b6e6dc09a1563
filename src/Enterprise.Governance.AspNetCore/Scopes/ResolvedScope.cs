using System.Security.Claims;

namespace Enterprise.Governance.AspNetCore.Scopes;

/// <summary>The scope of a request, kept with the principal it was resolved for: authentication that comes later asks again.</summary>
internal sealed record ResolvedScope(ClaimsPrincipal User, GovernanceScope? Scope);
