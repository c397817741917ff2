"""Reads streams from BASE_URL with API_KEY, as many as COUNT says, and prints the joined answers as JSON."""

import json
import sys

import openai

base_url, api_key, model, count = sys.argv[1:]
client = openai.OpenAI(base_url=base_url, api_key=api_key, max_retries=0)

answers = []
for _ in range(int(count)):
    messages = [{"role": "user", "content": "an ox at dawn"}]
    with client.chat.completions.stream(model=model, messages=messages) as events:
        for _ in events:
            pass
        answers.append(events.get_final_completion().to_dict())
json.dump(answers, sys.stdout)
