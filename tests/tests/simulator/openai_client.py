"""The openai package against the simulated hub, which BASE_URL and API_KEY name; any deviation is an exception."""

import json
import sys

import openai
from pydantic import BaseModel

base_url, api_key, model = sys.argv[1:]
client = openai.OpenAI(base_url=base_url, api_key=api_key)

models = client.models.list()
assert any(entry.id == model for entry in models), models
assert client.models.retrieve(model).id == model

messages = [{"role": "user", "content": "an ox at dawn"}]
answer = client.chat.completions.create(model=model, messages=messages)
assert answer.choices[0].message.content == "an ox at dawn", answer
assert answer.choices[0].finish_reason == "stop", answer
assert answer.usage.total_tokens == 8, answer

answer = client.chat.completions.create(model=model, messages=messages, max_tokens=2)
assert answer.choices[0].finish_reason == "length", answer

stream = client.chat.completions.create(model=model, messages=messages, stream=True)
text = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
assert text == "an ox at dawn", text

tools = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "parameters": {
                "type": "object",
                "required": ["city"],
                "properties": {"city": {"type": "string"}},
            },
        },
    }
]
conversation = [{"role": "user", "content": "How is the weather?"}]
answer = client.chat.completions.create(model=model, messages=conversation, tools=tools)
call = answer.choices[0].message.tool_calls[0]
assert call.function.name == "weather", answer
assert isinstance(json.loads(call.function.arguments)["city"], str), answer
conversation += [
    answer.choices[0].message,
    {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
]
answer = client.chat.completions.create(model=model, messages=conversation, tools=tools)
assert answer.choices[0].message.content == "sunny", answer

with client.chat.completions.stream(
    model=model, messages=[{"role": "user", "content": "weather"}], tools=tools
) as events:
    for _ in events:
        pass
    streamed = events.get_final_completion().choices[0]
assert streamed.finish_reason == "tool_calls", streamed
assert json.loads(streamed.message.tool_calls[0].function.arguments)["city"], streamed


class Animal(BaseModel):
    name: str
    legs: int


answer = client.chat.completions.parse(model=model, messages=messages, response_format=Animal)
assert isinstance(answer.choices[0].message.parsed, Animal), answer

for kind, arguments in [
    (openai.NotFoundError, {"model": "no-such-model"}),
    (openai.BadRequestError, {"model": model, "temperature": 3}),
]:
    try:
        client.chat.completions.create(messages=messages, **arguments)
    except kind:
        pass
    else:
        raise AssertionError(f"{arguments} was accepted")
try:
    openai.OpenAI(base_url=base_url, api_key="wrong", max_retries=0).models.list()
except openai.AuthenticationError:
    pass
else:
    raise AssertionError("a wrong key was accepted")
