using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ReferenceServer.Planning;
using ReferenceServer.Tools;

namespace ReferenceServer.Hosting;

/// <summary>The JSON of the sample: snake_case names, and unknown members are refused.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ImmutableArray<PlannedStep>))]
[JsonSerializable(typeof(ModelPlan))]
[JsonSerializable(typeof(MailReceipt))]
[JsonSerializable(typeof(ContactReceipt))]
[JsonSerializable(typeof(PageReceipt))]
[JsonSerializable(typeof(HandbookAnswer))]
internal sealed partial class ServerJson : JsonSerializerContext;
