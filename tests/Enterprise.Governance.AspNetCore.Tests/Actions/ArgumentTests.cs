using Enterprise.Governance.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Governance.AspNetCore.Tests.Actions;

/// <summary>What of a request becomes an argument, and what can never be one.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData("/search", "{}")]
    [InlineData("/search?q=a%20b&page=2", """{"page":"2","q":"a b"}""")]
    [InlineData("/search?Q=a&PAGE=2&Other=x", """{"Other":"x","page":"2","q":"a"}""")]
    [InlineData("/search?tag=a&tag=b&q=", """{"q":"","tag":["a","b"]}""")]
    public async Task QueryValues_AreTextsUnderTheirNames(string path, string expected)
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        HttpResponseMessage response = await shop.Client().GetAsync(path);

        (await shop.Host.DataAsync(response.Field("Governance-Run")!, "action.started")).Should().Contain(expected);
    }

    [Theory]
    [InlineData("/shops/7/orders?shop=8", "a query value has the name of a route value")]
    [InlineData("/shops/7/orders?order=8", "a route or query value has the name of the body's parameter")]
    [InlineData("/shops/7/orders?ORDER=8", "a route or query value has the name of the body's parameter")]
    public async Task TwoValues_OfOneName_Are400(string path, string detail)
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        await (await shop.Client().PostJsonAsync(path, """{"item":"book","count":1}""")).ShouldBeProblemAsync(
            400, $$"""{"type":"urn:enterprise-governance:problem:invalid-request","title":"The request cannot be read.","status":400,"detail":"{{detail}}"}""");
        shop.Calls.Should().Be(0);
    }

    [Fact]
    public async Task ArgumentsThatDoNotBind_Are400_AndNoAction()
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        await (await shop.Client().GetAsync("/search?page=two")).ShouldBeProblemAsync(
            400, """{"type":"urn:enterprise-governance:problem:invalid-request","title":"The request cannot be read.","status":400,"detail":"the arguments do not fit the endpoint"}""");
        shop.Calls.Should().Be(0);
    }

    [Fact]
    public async Task Body_IsWhatTheHandlerGets_NotWhatWasSent()
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        HttpResponseMessage response = await shop.OrderAsync("""{"item":"book","count":1,"note":"ignored"}""");

        (await shop.Host.DataAsync(response.Field("Governance-Run")!, "action.started")).Should().Contain("""{"order":{"count":1,"item":"book"},"shop":"7"}""").And.NotContain("ignored");
    }

    [Fact]
    public async Task Arguments_ThatAreNotCanonical_Are400WithoutQuotingThem()
    {
        await using WebHost host = await WebHost.StartAsync(static app =>
            app.MapPost("/", static (System.Text.Json.JsonElement body) => "ok").RequireGovernance("take"));

        HttpResponseMessage response = await host.Client().PostJsonAsync("/", """{"secret":12345678901234567891}""");

        await response.ShouldBeProblemAsync(
            400,
            """{"type":"urn:enterprise-governance:problem:invalid-request","title":"The request cannot be read.","status":400,"detail":"the arguments hold what canonical JSON cannot keep, such as a number that a double would round"}""");
    }

    [Fact]
    public async Task Endpoints_WhoseBodyNobodyCouldSee_AreRefusedWhenTheyAreBuilt()
    {
        foreach (Delegate handler in new Delegate[] { static (IFormFile file) => "ok", static ([FromForm] string name) => "ok", static (Stream body) => "ok" })
        {
            WebApplication app = WebApplication.CreateSlimBuilder().Build();
            app.MapPost("/", handler).RequireGovernance("upload");

            FluentActions.Invoking(() => ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints).ToArray())
                .Should().Throw<InvalidOperationException>().WithMessage("A governed endpoint's arguments must be route values, query values and a JSON body*");
            await app.DisposeAsync();
        }
    }

    [Fact]
    public void Names_ThatAreNotValid_AreRefusedAtOnce()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();

        FluentActions.Invoking(() => app.MapGet("/", static () => "ok").RequireGovernance(string.Empty)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => app.MapGet("/", static () => "ok").RequireGovernance("a", string.Empty)).Should().Throw<ArgumentException>();
    }
}
