using System.Text.Json.Serialization;

namespace Enterprise.Governance.Tests;

[JsonSerializable(typeof(string))]
internal sealed partial class TestJson : JsonSerializerContext;
