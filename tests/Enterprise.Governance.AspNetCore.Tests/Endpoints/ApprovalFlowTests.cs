using System.Text.Json;
using Enterprise.Governance.AspNetCore.Tests.Actions;
using Enterprise.Governance.AspNetCore.Tests.Support;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Tests.Endpoints;

/// <summary>An approval over HTTP: asked for, seen, decided, used.</summary>
public sealed class ApprovalFlowTests
{
    private const string Many = """{"item":"book","count":11}""";
    private const string Approver = "tenant=acme;sub=boss;roles=governance_approver";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Approved_ThenRepeated_RunsOnce(bool withKey)
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        HttpResponseMessage asked = await shop.OrderAsync(Many, withKey ? [("Idempotency-Key", "k")] : []);
        string runId = asked.Field("Governance-Run")!;
        string approvalId = (await asked.JsonAsync()).GetProperty("approval_id").GetString()!;
        ((int)asked.StatusCode).Should().Be(202);
        (await asked.TextAsync()).Should().Be($$"""{"run_id":"{{runId}}","approval_id":"{{approvalId}}","status":"awaiting_approval"}""");
        asked.Headers.Location.Should().Be(new Uri($"/governance/approvals/{approvalId}", UriKind.Relative));

        HttpClient boss = shop.Client(Approver);
        JsonElement shown = await (await boss.GetAsync(asked.Headers.Location)).JsonAsync();
        shown.GetProperty("args").GetRawText().Should().Be("""{"order":{"count":11,"item":"book"},"shop":"7"}""");
        shown.GetProperty("state").GetString().Should().Be("pending");
        shown.GetProperty("requested_by").GetString().Should().Be("ann");
        HttpResponseMessage decided = await boss.PostJsonAsync($"/governance/approvals/{approvalId}", """{"decision":"approved","reason":"ok by me"}""");
        ((int)decided.StatusCode).Should().Be(200);
        (await decided.JsonAsync()).GetProperty("decided_by").GetString().Should().Be("boss");

        // With a key the same request is enough; without one it names its run.
        (string, string)[] again = withKey ? [("Idempotency-Key", "k")] : [("Governance-Run", runId)];
        HttpResponseMessage done = await shop.OrderAsync(Many, again);
        ((int)done.StatusCode).Should().Be(201);
        done.Field("Governance-Run").Should().Be(runId);
        shop.Calls.Should().Be(1);
        (await shop.Host.EventsAsync(runId)).Should().Equal(
            "run.started", "policy.decided", "approval.requested", "approval.decided", "policy.decided", "action.started", "action.completed", "run.completed");
        (await shop.Host.Ledger.VerifyAsync(runId, new VerifyOptions { Strict = true }))!.Ok.Should().BeTrue();
    }

    [Fact]
    public async Task Denied_ThenRepeated_IsDeniedWithTheApproversReason()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        HttpResponseMessage asked = await shop.OrderAsync(Many, ("Idempotency-Key", "k"));
        await shop.Client(Approver).PostJsonAsync(asked.Headers.Location!.ToString(), """{"decision":"denied","reason":"too many"}""");

        HttpResponseMessage repeated = await shop.OrderAsync(Many, ("Idempotency-Key", "k"));

        await repeated.ShouldBeProblemAsync(
            403,
            $$"""{"type":"urn:enterprise-governance:problem:action-denied","title":"The action was denied.","status":403,"code":"approval_denied","reason":"too many","policy_ids":["many"],"run_id":"{{asked.Field("Governance-Run")}}"}""");
        shop.Calls.Should().Be(0);
    }

    [Fact]
    public async Task Decision_ByTheRequesterOrTwiceOrAfterTheRun_IsRefused()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        string path = (await shop.OrderAsync(Many, ("Idempotency-Key", "k"))).Headers.Location!.ToString();

        await (await shop.Client("tenant=acme;org=sales;sub=ann;roles=governance_approver").PostJsonAsync(path, """{"decision":"approved"}""")).ShouldBeProblemAsync(
            403, """{"type":"urn:enterprise-governance:problem:requester-cannot-approve","title":"The requester cannot decide their own approval.","status":403}""");
        (await shop.Client(Approver).PostJsonAsync(path, """{"decision":"denied"}""")).IsSuccessStatusCode.Should().BeTrue();
        await (await shop.Client(Approver).PostJsonAsync(path, """{"decision":"approved"}""")).ShouldBeProblemAsync(
            409, """{"type":"urn:enterprise-governance:problem:approval-not-pending","title":"The approval cannot be decided any more.","status":409,"code":"already_decided","state":"denied"}""");

        HttpResponseMessage other = await shop.OrderAsync(Many);
        await (await shop.Host.Governance.GetRunAsync(other.Field("Governance-Run")!))!.CancelAsync("no need");
        (await (await shop.Client(Approver).PostJsonAsync(other.Headers.Location!.ToString(), """{"decision":"approved"}""")).TextAsync()).Should().Contain("\"code\":\"run_ended\"");
    }

    [Theory]
    [InlineData("""{"decision":"approved","because":"x"}""", 400, "unknown member `because`; known are `decision` and `reason`")]
    [InlineData("""{"decision":"maybe"}""", 400, "`decision` must be `approved` or `denied`")]
    [InlineData("""{"reason":"x"}""", 400, "the member `decision` is missing")]
    [InlineData("""{"decision":"approved","decision":"denied"}""", 400, "the member `decision` comes twice")]
    [InlineData("""{"decision":"approved","reason":7}""", 400, "`reason` must be a text")]
    [InlineData("""{"decision":"approved","reason":"\ud800"}""", 400, "the body has a text that is not valid Unicode")]
    [InlineData("""{"decision":{}}""", 400, "`decision` must be `approved` or `denied`")]
    [InlineData("[]", 400, "the body must be a JSON object")]
    [InlineData("{", 400, "the body is not JSON from line 1, byte 2 on")]
    public async Task Decision_ThatCannotBeRead_SaysWhy(string body, int status, string detail)
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        await (await shop.Client(Approver).PostJsonAsync("/governance/approvals/a", body)).ShouldBeProblemAsync(
            status, $$"""{"type":"urn:enterprise-governance:problem:invalid-request","title":"The request cannot be read.","status":{{status}},"detail":"{{detail}}"}""");
    }

    [Fact]
    public async Task Decision_ThatIsTooLargeOrOfAnotherType_IsRefused()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        HttpClient boss = shop.Client(Approver);

        (await (await boss.PostJsonAsync("/governance/approvals/a", $$"""{"decision":"denied","reason":"{{new string('r', 1001)}}"}""")).TextAsync()).Should().Contain("`reason` has 1001 characters; at most 1000 are allowed");
        HttpResponseMessage large = await boss.PostJsonAsync("/governance/approvals/a", new string(' ', (64 * 1024) + 1));
        ((int)large.StatusCode).Should().Be(413);
        (await large.TextAsync()).Should().Contain("the body has more than 65536 bytes");
        using StringContent text = new("""{"decision":"denied"}""");
        ((int)(await boss.PostAsync("/governance/approvals/a", text)).StatusCode).Should().Be(415);
    }

    [Fact]
    public async Task WithoutMapGovernance_ThereIsNoLocation()
    {
        await using ShopHost shop = await ShopHost.StartAsync(mapsGovernance: false);

        (await shop.OrderAsync(Many)).Headers.Location.Should().BeNull();
    }

    [Fact]
    public async Task List_PagesThroughTheTenantsApprovals_NewestFirst()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        List<string> asked = [];
        for (int i = 0; i < 5; i++)
        {
            asked.Insert(0, (await (await shop.OrderAsync(Many)).JsonAsync()).GetProperty("approval_id").GetString()!);
            shop.Host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await shop.Client("tenant=beta;sub=ann").PostJsonAsync("/shops/7/orders", Many);
        HttpClient boss = shop.Client(Approver);

        List<string> listed = [];
        string? next = null;
        do
        {
            JsonElement page = await (await boss.GetAsync($"/governance/approvals?state=pending&limit=2{(next is null ? string.Empty : $"&cursor={Uri.EscapeDataString(next)}")}")).JsonAsync();
            page.GetProperty("as_of").GetDateTime().Should().BeAfter(DateTime.UnixEpoch);
            foreach (JsonElement one in page.GetProperty("approvals").EnumerateArray())
            {
                one.GetProperty("tenant").GetString().Should().Be("acme");
                one.TryGetProperty("args", out _).Should().BeFalse();
                listed.Add(one.GetProperty("approval_id").GetString()!);
            }

            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        listed.Should().Equal(asked);
        foreach (string query in new[] { "state=open", "limit=0", "limit=201", "limit=x", "cursor=x", "limit=1&limit=2" })
            ((int)(await boss.GetAsync($"/governance/approvals?{query}")).StatusCode).Should().Be(400, query);
    }
}
