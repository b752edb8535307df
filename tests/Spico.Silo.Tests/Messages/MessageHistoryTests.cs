using CsCheck;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Messages;

/// <summary>
/// Messages against a model of them: random histories of posting, editing, retracting and reacting, with the
/// conversation leaving memory in between, and after each the messages as read against what the model says.
/// </summary>
public sealed class MessageHistoryTests(Cluster clinic) : IClassFixture<Cluster>
{
    private const int People = 3;

    private enum Deed
    {
        Post,
        Edit,
        Retract,
        React,
        Forget,
    }

    [Fact]
    public async Task Messages_are_what_became_of_them_whatever_happened() => await Gen
        .Select(Gen.Enum<Deed>(), Gen.Int[0, People - 1], Gen.Int[0, 5], Gen.Int[0, 3])
        .Array[1, 50]
        .SampleAsync(CheckAsync, iter: 25, threads: 1);

    private async Task CheckAsync((Deed Deed, int Person, int Message, int Reaction)[] history)
    {
        PersonId[] people = [.. Enumerable.Range(0, People).Select(_ => PersonId.New())];
        StreamId round = await clinic.GroupAsync(people[0], [.. people[1..].Select(person => Cluster.Reader(person))]);
        var model = new List<Message>();
        foreach ((Deed deed, int index, int which, int reaction) in history)
        {
            PersonId person = people[index];
            string text = $"text {model.Sum(each => each.Versions.Count)}.";
            Message? message = model.Count == 0 ? null : model[which % model.Count];
            switch (deed)
            {
                case Deed.Post:
                    ulong seq = (await clinic.PostAsync(person, round, text)).Position.Seq;
                    model.Add(new Message(seq, person) { Versions = { text } });
                    break;
                case Deed.Edit when message is not null:
                    Reply edited = await clinic.EditAsync(person, round, message.Seq, text);
                    if (message.Allows(edited, isByAuthor: message.Author == person))
                    {
                        message.Versions.Add(text);
                    }

                    break;
                case Deed.Retract when message is not null:
                    Reply retracted = await clinic.RetractAsync(person, round, message.Seq);
                    if (message.Allows(retracted, isByAuthor: message.Author == person))
                    {
                        message.Retract();
                    }

                    break;
                case Deed.React when message is not null:
                    Reply reacted = await clinic.ReactAsync(person, round, message.Seq, (Reaction)reaction);
                    if (message.Allows(reacted, isByAuthor: true))
                    {
                        Assert.Equal(
                            message.React(person, (Reaction)reaction), reacted.ReactToMessage.Position is not null);
                    }

                    break;
                case Deed.Forget:
                    await clinic.DeactivateAsync(clinic.Conversation(round));
                    break;
            }
        }

        List<MessageView> views = await clinic.MessagesAsync(people[1], round);
        Assert.Equal(model.Select(message => message.Seq), views.Select(view => view.Posted.Seq));
        foreach ((Message message, MessageView view) in model.Zip(views))
        {
            Assert.Equal(message.IsRetracted, view.Retraction is not null);
            Assert.Equal(message.IsRetracted, view.Posted.MessagePosted.Retracted > 0);
            Assert.Equal(message.Versions[0], view.Posted.MessagePosted.Text);
            Assert.Equal(message.Versions.Count > 1 && !message.IsRetracted, view.Edit is not null);
            Assert.Equal(message.Versions, await clinic.VersionsAsync(people[2], round, message.Seq));
            Assert.Equal(
                message.Reactions.GroupBy(each => each.Value).OrderBy(each => each.Key)
                    .Select(each => (each.Key, (uint)each.Count(), each.Any(one => one.Key == people[1]))),
                view.Reactions.Select(each => (each.Reaction, each.Count, each.Own)));
        }
    }

    private sealed record Message(ulong Seq, PersonId Author)
    {
        public List<string> Versions { get; } = [];

        public Dictionary<PersonId, Reaction> Reactions { get; } = [];

        public bool IsRetracted { get; private set; }

        public bool Allows(Reply reply, bool isByAuthor)
        {
            ErrorCode? expected = IsRetracted ? ErrorCode.WrongState
                : !isByAuthor ? ErrorCode.NotAccessible
                : null;
            Assert.Equal(expected, reply.Error?.Code);
            return expected is null;
        }

        public bool React(PersonId person, Reaction reaction)
        {
            bool isNew = Reactions.GetValueOrDefault(person) != reaction;
            Reactions.Remove(person);
            if (reaction != Reaction.Unspecified)
            {
                Reactions[person] = reaction;
            }

            return isNew;
        }

        public void Retract()
        {
            IsRetracted = true;
            Reactions.Clear();
            for (int i = 0; i < Versions.Count; i++)
            {
                Versions[i] = string.Empty;
            }
        }
    }
}
