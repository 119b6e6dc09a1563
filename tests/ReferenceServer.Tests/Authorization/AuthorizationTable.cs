using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace ReferenceServer.Tests.Authorization;

/// <summary>Who may call what, written down by hand: the roles, and every endpoint. A new endpoint without a row fails the tests.</summary>
internal static class AuthorizationTable
{
    /// <summary>The one place for what is not of the API: the dashboard's pages and what Blazor maps for them, whose own tests say who sees what; the document of the API and its page, for everybody.</summary>
    private static readonly string[] Elsewhere = ["/_blazor", "/_framework", "/_content", "/run/", "/inbox", "/policy", "/spend", "/system", "/signin", "/signout", "/not-found", "/{**path:file}", "/openapi/", "/docs"];

    /// <summary>What each role of the default configuration may do.</summary>
    internal static readonly Dictionary<string, string[]> Roles = new()
    {
        ["support_agent"] = ["runs.read", "runs.submit", "verify", "export", "projections.read"],
        ["approver"] = ["runs.read", "verify", "export", "projections.read", "approvals.read", "approvals.decide"],
        ["auditor"] = ["runs.read", "verify", "export", "projections.read", "approvals.read", "usage.read", "policies.read", "system.read"],
        ["admin"] =
        [
            "runs.read", "runs.submit", "runs.manage", "verify", "export", "projections.read", "refresh", "approvals.read", "approvals.decide", "usage.read", "policies.read", "policies.write", "system.read",
        ],
        ["guest"] = [],
    };

    internal static readonly AuthorizationRow[] Rows =
    [
        new("POST /auth/login", Access.Open, null, 401) { Body = """{"api_key":"nobody"}""" },
        new("POST /auth/logout", Access.Open, null, 204),
        new("GET /healthz", Access.Open, null, 200),
        new("GET /readyz", Access.Open, null, 200),
        new("GET /metrics", Access.Open, null, 200),
        new("GET /auth/me", Access.Authenticated, null, 200),
        new("POST /runs", Access.Capability, "runs.submit", 202) { Body = """{"message":"handbook: baggage"}""" },
        new("GET /runs", Access.Capability, "runs.read", 200),
        new("GET /runs/{run_id}", Access.Capability, "runs.read", 200),
        new("PATCH /runs/{run_id}", Access.Capability, "runs.submit", 200) { Body = """{"title":"another"}""" },
        new("POST /runs/{run_id}/cancel", Access.Capability, "runs.submit", 204) { UsesUp = true },
        new("GET /runs/{run_id}/events", Access.Capability, "runs.read", 200),
        new("GET /runs/{run_id}/subscribe", Access.Capability, "runs.read", 200),
        new("GET /runs/{run_id}/verify", Access.Capability, "verify", 200),
        new("GET /runs/{run_id}/export", Access.Capability, "export", 200),
        new("GET /approvals", Access.Capability, "approvals.read", 200),
        new("GET /approvals/{approval_id}", Access.Capability, "approvals.read", 200),
        new("POST /approvals/{approval_id}", Access.Capability, "approvals.decide", 200) { Body = """{"decision":"approved"}""", UsesUp = true },
        new("GET /usage/daily", Access.Capability, "usage.read", 200),
        new("GET /usage/runs/{run_id}", Access.Capability, "usage.read", 200),
        new("GET /policies", Access.Capability, "policies.read", 200),
        new("PUT /policies", Access.Capability, "policies.write", 200) { Body = """{"text":"[]"}""", IfMatch = "*" },
        new("POST /policies/check", Access.Capability, "policies.read", 200) { Body = """{"text":"[]"}""" },
        new("POST /policies/simulate", Access.Capability, "policies.read", 200) { Body = """{"request":{"action":"send_email"}}""" },
        new("GET /admin/projections", Access.Capability, "projections.read", 200),
        new("POST /admin/projections/{name}/refresh", Access.Capability, "refresh", 200),
        new("POST /admin/refresh-mv", Access.Capability, "refresh", 200),
        new("GET /admin/system", Access.Capability, "system.read", 200),
    ];

    internal static bool IsOfTheApi(RouteEndpoint endpoint) => PathOf(endpoint) is var path && path != "/" && endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && !Elsewhere.Any(part => path.StartsWith(part, StringComparison.Ordinal));

    internal static string PathOf(RouteEndpoint endpoint) => $"/{endpoint.RoutePattern.RawText!.Trim('/')}";
}

/// <summary>Who may call an endpoint.</summary>
internal enum Access
{
    /// <summary>Everybody.</summary>
    Open,

    /// <summary>Whoever says who they are.</summary>
    Authenticated,

    /// <summary>Whoever has a role with the capability.</summary>
    Capability,
}

/// <summary>An endpoint, who may call it, and what they are answered.</summary>
internal sealed record AuthorizationRow(string Endpoint, Access Access, string? Capability, int Status)
{
    internal string? Body { get; init; }

    internal string? IfMatch { get; init; }

    /// <summary>Gets whether a call that is let through changes what it is about for good.</summary>
    internal bool UsesUp { get; init; }

    internal HttpMethod Method => new(Endpoint.Split(' ')[0]);

    internal bool NamesAThing => Endpoint.Contains('{', StringComparison.Ordinal);

    internal string PathOf(Thing thing) => Endpoint.Split(' ')[1].Replace("{run_id}", thing.Run, StringComparison.Ordinal)
        .Replace("{approval_id}", thing.Approval, StringComparison.Ordinal).Replace("{name}", thing.List, StringComparison.Ordinal);
}

/// <summary>What calls are about: a run that waits for its approval.</summary>
internal sealed record Thing(string Run, string Approval, string List);
