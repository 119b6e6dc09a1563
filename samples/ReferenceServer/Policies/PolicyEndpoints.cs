using System.Collections.Immutable;
using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Enterprise.Governance;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using ReferenceServer.Authentication;
using ReferenceServer.Description;
using ReferenceServer.Hosting;

namespace ReferenceServer.Policies;

/// <summary>The caller's tenant's own policies over HTTP.</summary>
internal static class PolicyEndpoints
{
    private const string BrokenText = "The policies have errors; each of `errors` has `code`, `message`, `line`, `column`, `text` and `help`.";
    private const string Text = """{"text":"{ \"policies\": [ { \"policy_id\": \"freeze\", \"when\": { \"action\": \"crm:*\" }, \"effect\": { \"deny\": true } } ] }"}""";
    private const string Shown = """{"version":"8c1f…","origin":"store","saved_by":"carla","saved_at":"2026-11-23T08:00:00Z","text":"{ \"policies\": [] }"}""";

    internal static void MapPolicies(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder policies = endpoints.MapGroup("/policies").WithTags("Policies");
        policies.MapGet("", GetAsync).RequireCapability(ServerCapabilities.PoliciesRead).WithName("getPolicies").Produces<PolicyView>().Example(Shown, StatusCodes.Status200OK);
        policies.MapPut("", SaveAsync).RequireCapability(ServerCapabilities.PoliciesWrite).WithName("savePolicies").Produces<PolicyView>().Example(Text).Example(Shown, StatusCodes.Status200OK)
            .Refuses(StatusCodes.Status400BadRequest, "The body is wrong.").Refuses(StatusCodes.Status409Conflict, "The operator has activated a policy set for the tenant.")
            .Refuses(StatusCodes.Status412PreconditionFailed, "Somebody else has changed the policies.").Refuses(StatusCodes.Status422UnprocessableEntity, BrokenText)
            .Refuses(StatusCodes.Status428PreconditionRequired, "Policies are in force, and `If-Match` is missing.");
        policies.MapPost("/check", CheckAsync).RequireCapability(ServerCapabilities.PoliciesRead).WithName("checkPolicies").Produces<PolicyReport>().Example(Text)
            .Example("""{"ok":true,"errors":[],"warnings":[]}""", StatusCodes.Status200OK).Refuses(StatusCodes.Status400BadRequest, "The body is wrong.");
        policies.MapPost("/simulate", SimulateAsync).RequireCapability(ServerCapabilities.PoliciesRead).WithName("simulatePolicies").Produces<SimulationView>()
            .Example("""{"request":{"action":"send_email","tool":"mail","roles":["support_agent"],"args":{"to":"bob@corp.example"}}}""")
            .Example("""{"decision":{"effect":"require_approval","cost_units":25,"deny_reason":null,"obligations":[],"policy_ids":["mail_needs_approval"],"unknown":[],"shadow":[],"policy_set":"5d3e…"}}""", StatusCodes.Status200OK)
            .Refuses(StatusCodes.Status400BadRequest, "The request is wrong; `errors` says where.").Refuses(StatusCodes.Status422UnprocessableEntity, BrokenText);
    }

    /// <summary>Shows the tenant's own policies.</summary>
    /// <remarks>As their author wrote them. The <c>ETag</c> names the version.</remarks>
    internal static async Task<IResult> GetAsync(HttpContext context, PolicyDesk desk)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        return Show(context, PolicyView.Of(await desk.GetAsync(scope.Tenant, context.RequestAborted)));
    }

    /// <summary>Puts policies in force.</summary>
    /// <remarks>In this process at once, in all others within five seconds. The rules of the house stay in force beside them.</remarks>
    internal static async Task<IResult> SaveAsync(PolicySubmission submission, HttpContext context, PolicyDesk desk, [FromHeader(Name = "If-Match"), Description("The `ETag` of the policies that were read.")] string? ifMatch = null)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        if (submission.Text is not { } text)
            return MissingText();
        string? expected = ifMatch is null ? null : await ExpectedAsync(context, desk, scope);
        PolicySaveResult result = await desk.SaveAsync(scope, text, expected, context.RequestAborted);
        return result.Status switch
        {
            PolicySaveStatus.Saved => Show(context, PolicyView.Of(result.Document, result.Check)),
            PolicySaveStatus.Refused => Broken("The policies have errors; those in force stay", result.Check!.Errors),
            PolicySaveStatus.Pinned => Results.Problem(title: "The operator has activated a policy set for this tenant, which goes before whatever is saved", statusCode: 409, type: "urn:reference-server:policies-pinned"),
            _ when expected is null => Results.Problem(
                title: "Policies are in force", detail: "read them, and send the `ETag` that came with them in `If-Match`", statusCode: 428, type: "urn:reference-server:precondition-required"),
            _ => Results.Problem(
                title: "Somebody else has changed the policies", detail: "read them again, and send the new `ETag` in `If-Match`", statusCode: 412, type: "urn:reference-server:precondition-failed"),
        };
    }

    /// <summary>Says what is wrong with policies, and stores nothing.</summary>
    internal static async Task<IResult> CheckAsync(PolicySubmission submission, HttpContext context, PolicyDesk desk)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        return submission.Text is { } text ? Results.Json(PolicyReport.Of(desk.Check(scope.Tenant, text)), ServerJson.Default.PolicyReport) : MissingText();
    }

    /// <summary>Decides a request by the policies in force, or by others, without carrying anything out.</summary>
    internal static async Task<IResult> SimulateAsync(SimulationRequest simulation, HttpContext context, PolicyDesk desk)
    {
        GovernanceScope scope = (await context.GetGovernanceScopeAsync())!;
        string text = simulation.Request.ValueKind == JsonValueKind.Undefined ? "null" : simulation.Request.GetRawText();
        if (!PolicyRequestReader.TryRead(Encoding.UTF8.GetBytes(text), null, 1, out PolicyRequest request, out ImmutableArray<SourceDiagnostic> problems))
            return Broken("The request cannot be decided as it is", problems, StatusCodes.Status400BadRequest);
        if (request.Tenant is { } tenant && tenant != scope.Tenant)
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["request.tenant"] = ["is always the caller's own; leave it out"] });
        PolicySimulation result = await desk.SimulateAsync(scope.Tenant, simulation.Text, request, context.RequestAborted);
        return result.Decision is { } decision
            ? Results.Json(new SimulationView(JsonElement.Parse(decision.ToJson()), result.Check is { } check ? PolicyProblem.Of(check.Warnings) : null), ServerJson.Default.SimulationView)
            : Broken("The policies have errors", result.Check!.Errors);
    }

    /// <summary>Returns the version that the caller has read: one that cannot be in force if none of theirs is.</summary>
    private static async Task<string> ExpectedAsync(HttpContext context, PolicyDesk desk, GovernanceScope scope)
    {
        string current = (await desk.GetAsync(scope.Tenant, context.RequestAborted)).Version;
        return context.Request.GetTypedHeaders().IfMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(TagOf(current), useStrongComparison: true)) ? current : "";
    }

    private static IResult Show(HttpContext context, PolicyView view)
    {
        context.Response.GetTypedHeaders().ETag = TagOf(view.Version);
        return Results.Json(view, ServerJson.Default.PolicyView);
    }

    private static EntityTagHeaderValue TagOf(string version) => new($"\"{version}\"");

    private static IResult MissingText() => Results.ValidationProblem(new Dictionary<string, string[]> { ["text"] = ["is missing; it is the JSON of the policies, as one text"] });

    private static IResult Broken(string title, ImmutableArray<SourceDiagnostic> errors, int status = StatusCodes.Status422UnprocessableEntity) => Results.Problem(
        title: title, statusCode: status, type: "urn:reference-server:broken-policies", extensions: new Dictionary<string, object?> { ["errors"] = PolicyProblem.Of(errors) });
}
