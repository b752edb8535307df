using Google.Protobuf.Reflection;
using Spico.Protocol.V1;

namespace Spico.Protocol.Tests.Lint;

/// <summary>
/// What clients in other languages rely on, read from the descriptors and the sources of the contract.
/// </summary>
public sealed class ContractTests
{
    private static readonly IReadOnlyList<FileDescriptor> Files =
        [
            .. FrameReflection.Descriptor.Dependencies,
            CommonReflection.Descriptor,
            MessageReflection.Descriptor,
            FrameReflection.Descriptor,
        ];

    private static readonly MessageDescriptor[] Messages = [.. Files.SelectMany(file => file.MessageTypes)];

    private static readonly EnumDescriptor[] Enums = [.. Files.SelectMany(file => file.EnumTypes)];

    private static readonly MethodDescriptor[] Methods =
        [.. Files.SelectMany(file => file.Services).SelectMany(service => service.Methods)];

    [Fact]
    public void Every_file_of_the_contract_is_looked_at() =>
        Assert.Equal(
            ProtoSource.All.Select(source => source.Name).Order(),
            Files.Select(file => Path.GetFileName(file.Name)).Distinct().Order());

    [Fact]
    public void Everything_is_in_the_package_of_version_1() =>
        Assert.All(Files, file => Assert.Equal("spico.v1", file.Package));

    [Fact]
    public void Names_keep_the_conventions()
    {
        Assert.All(Messages, message => Assert.Matches("^[A-Z][A-Za-z0-9]*$", message.Name));
        Assert.All(Messages.SelectMany(message => message.Fields.InDeclarationOrder()), field =>
            Assert.Matches("^[a-z]+(_[a-z0-9]+)*$", field.Name));
        Assert.All(Methods, method => Assert.Matches("^[A-Z][A-Za-z]*$", method.Name));
        Assert.All(Methods, method => Assert.EndsWith("Service", method.Service.Name));
    }

    [Fact]
    public void Enum_values_carry_the_name_of_their_enum_and_begin_with_unspecified() =>
        Assert.All(Enums, type =>
        {
            string prefix = string.Concat(type.Name.Select((letter, index) =>
                index > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{letter}")).ToUpperInvariant() + "_";
            Assert.All(type.Values, value => Assert.StartsWith(prefix, value.Name));
            Assert.Equal(prefix + "UNSPECIFIED", type.FindValueByNumber(0).Name);
        });

    [Fact]
    public void Everything_in_the_sources_has_a_comment() =>
        Assert.Empty(ProtoSource.All.SelectMany(source => source.Uncommented()));

    [Fact]
    public void Requests_and_responses_are_named_after_their_method() =>
        Assert.All(Methods, method =>
        {
            Assert.Equal(method.Name + "Request", method.InputType.Name);
            Assert.Equal(method.IsServerStreaming ? "Push" : method.Name + "Response", method.OutputType.Name);
            Assert.False(method.IsClientStreaming);
        });

    [Fact]
    public void Every_unary_method_but_signing_in_has_its_command_and_its_reply_under_one_name_and_number() =>
        Assert.All(Methods.Where(method => !method.IsServerStreaming && method.Name != "SignIn"), method =>
        {
            FieldDescriptor command = Assert.Single(FieldsOf(Command.Descriptor, method.InputType));
            FieldDescriptor reply = Assert.Single(FieldsOf(Reply.Descriptor, method.OutputType));
            Assert.Equal((command.Name, command.FieldNumber), (reply.Name, reply.FieldNumber));
        });

    [Fact]
    public void Every_command_is_a_method()
    {
        Assert.Equal(
            Methods.Where(method => !method.IsServerStreaming && method.Name != "SignIn").Select(Input).Order(),
            Command.Descriptor.Oneofs[0].Fields.Select(field => field.MessageType.Name).Order());
        Assert.Equal(Command.Descriptor.Oneofs[0].Fields.Count + 1, Reply.Descriptor.Oneofs[0].Fields.Count);

        static string Input(MethodDescriptor method) => method.InputType.Name;
    }

    [Fact]
    public void No_number_is_used_twice_or_by_something_that_is_gone() =>
        Assert.All(Messages, message =>
        {
            var numbers = message.Fields.InDeclarationOrder().Select(field => field.FieldNumber).ToList();
            Assert.Equal(numbers.Count, numbers.Distinct().Count());
            Assert.All(message.ToProto().ReservedRange, range =>
                Assert.DoesNotContain(numbers, number => number >= range.Start && number < range.End));
        });

    [Theory]
    [InlineData("Frame", "id", "push", "command", "reply", "ping", "pong")]
    [InlineData("Push", "fact", "mark_changed", "typing", "presence")]
    [InlineData("Fact", "stream", "seq", "author", "at", "ordinal", "data_class", "message_posted", "elided")]
    [InlineData("Command", "post_message", "mark_read", "open_stream", "read_history", "send_typing")]
    [InlineData("Reply", "post_message", "mark_read", "open_stream", "read_history", "send_typing", "error")]
    [InlineData("Position", "epoch", "seq")]
    [InlineData("PostMessageRequest", "request_id", "conversation", "text", "data_class")]
    [InlineData("MessagePosted", "text")]
    public void What_travels_often_has_a_number_of_one_byte(string message, params string[] fields)
    {
        MessageDescriptor type = Messages.Single(candidate => candidate.Name == message);
        Assert.All(fields, field => Assert.InRange(type.FindFieldByName(field).FieldNumber, 1, 15));
    }

    [Fact]
    public void A_push_holds_nothing_of_one_session_but_where_only_gRPC_sends_it()
    {
        // A push is encoded once and shared: ids of a session or of a request must not be in it.
        string[] personal = ["session", "request_id", "device", "correlation_id"];
        IEnumerable<MessageDescriptor> shared = Push.Descriptor.Oneofs[0].Fields
            .Where(field => field.Name is not ("watching" or "opened")).Select(field => field.MessageType)
            .Concat(Fact.Descriptor.Oneofs[0].Fields.Select(field => field.MessageType));
        Assert.All(shared, type => Assert.All(personal, name => Assert.Null(type.FindFieldByName(name))));
    }

    private static IEnumerable<FieldDescriptor> FieldsOf(MessageDescriptor envelope, MessageDescriptor body) =>
        envelope.Fields.InDeclarationOrder().Where(field => field.MessageType == body);
}
